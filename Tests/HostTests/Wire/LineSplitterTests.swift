import Testing

@testable import Host

@Suite("Lines")
struct LineSplitterTests {
    private func split(_ chunks: [[UInt8]], limit: Int = 64) -> [String] {
        var splitter = LineSplitter(limit: limit)
        var found: [String] = []
        func report(_ event: LineSplitter.Event) {
            switch event {
            case .line(let bytes): found.append(String(decoding: bytes, as: UTF8.self))
            case .tooLong: found.append("<too long>")
            }
        }
        for chunk in chunks { chunk.withUnsafeBufferPointer { splitter.consume($0, report) } }
        splitter.end(report)
        return found
    }

    @Test("lines come out whole however the bytes arrive")
    func anyChunks() {
        let text = Array("one\r\n\n  \ntwo é\nthree".utf8)
        let whole = split([text])
        #expect(whole == ["one\r", "two é", "three"])
        #expect(split(text.map { [$0] }) == whole)
        for cut in 0...text.count { #expect(split([Array(text[..<cut]), Array(text[cut...])]) == whole) }
    }

    @Test("a line beyond the limit is skipped and the next one is read")
    func tooLong() {
        let long = [UInt8](repeating: 0x61, count: 100)
        #expect(split([long + [0x0A] + Array("next\n".utf8)]) == ["<too long>", "next"])
        #expect(split([Array(long[..<50]), Array(long[50...]) + [0x0A], Array("next\n".utf8)]) == ["<too long>", "next"])
        #expect(split([long]) == [])
    }

    @Test("random cuts of random lines give the same lines")
    func fuzz() {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        for _ in 0..<500 {
            let text = (0..<200).map { _ in [0x0A, 0x20, 0x61, 0xC3, 0x00].randomElement(using: &random)! as UInt8 }
            var chunks: [[UInt8]] = []
            var rest = text[...]
            while !rest.isEmpty {
                let size = min(rest.count, Int.random(in: 1...30, using: &random))
                chunks.append(Array(rest.prefix(size)))
                rest = rest.dropFirst(size)
            }
            #expect(split(chunks, limit: 20) == split([text], limit: 20), "seed \(seed)")
        }
    }
}
