import Testing

@testable import Host

@Suite("JSON")
struct JSONTests {
    @Test(
        "what is valid is read and written back compactly",
        arguments: [
            ("null", "null"), (" true ", "true"), ("0", "0"), ("-0", "-0"), ("9223372036854775807", "9223372036854775807"),
            ("-9223372036854775808", "-9223372036854775808"), ("9223372036854775808", "9223372036854775808"),
            ("1.50", "1.50"), ("1e+3", "1e+3"), (#""a\/\u0041\n""#, #""a/A\n""#), (#""\ud83d\ude00""#, "\"😀\""),
            (#""\u0000\u001f""#, #""\u0000\u001f""#), ("[ ]", "[]"), ("{ }", "{}"),
            (#"{"b":1,"a":[1,{"c":null}]}"#, #"{"b":1,"a":[1,{"c":null}]}"#),
        ])
    func roundTrip(input: String, output: String) throws {
        #expect(try JSON(parsing: input).text == output)
    }

    @Test(
        "what is not JSON is refused",
        arguments: [
            "", " ", "nul", "truee", "01", "-", "1.", ".5", "1e", "+1", "0x1", "NaN", "[1,]", "[1 2]", "{\"a\"}", "{\"a\":}",
            "{a:1}", "{\"a\":1,}", "\"", "\"\u{1}\"", #""\x""#, #""\u12""#, "1 2", "// c\n1", "\u{FEFF}1", "[", "{", "'a'",
        ])
    func refused(input: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: input) }
    }

    @Test("lone surrogate escapes become the replacement character", arguments: [#""\ud800""#, #""\udc00""#, #""\ud800\ud800""#, #""\ud800x""#])
    func loneSurrogates(input: String) throws {
        let text = try #require(try JSON(parsing: input).string)
        #expect(text.unicodeScalars.contains("\u{FFFD}"))
    }

    @Test("bytes that are not UTF-8 are refused", arguments: [[0x22, 0xFF, 0x22], [0x22, 0xC0, 0x80, 0x22], [0x22, 0xED, 0xA0, 0x80, 0x22], [0x22, 0xC3, 0x22]] as [[UInt8]])
    func badEncoding(bytes: [UInt8]) {
        #expect(throws: JSONError.self) { try JSON(parsing: bytes) }
    }

    @Test("depth is bounded, exactly")
    func depth() throws {
        let limit = JSON.maximumDepth
        _ = try JSON(parsing: String(repeating: "[", count: limit) + String(repeating: "]", count: limit))
        #expect(throws: JSONError.self) {
            try JSON(parsing: String(repeating: "[", count: limit + 1) + String(repeating: "]", count: limit + 1))
        }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "{\"a\":", count: 100_000)) }
    }

    @Test("of repeated names the last value counts", arguments: [3, 100])
    func repeatedNames(count: Int) throws {
        let members = (0..<count).map { #""k\#($0 % 2)":\#($0)"# }.joined(separator: ",")
        let object = try #require(try JSON(parsing: "{\(members)}").object)
        #expect(object.members.count == 2)
        #expect(object["k0"]?.integer == Int64((count - 1) / 2 * 2))
    }

    @Test("integers in the sense of JSON Schema")
    func integers() throws {
        #expect(try JSON(parsing: "3.0").integer == 3)
        #expect(try JSON(parsing: "3e2").integer == 300)
        #expect(try JSON(parsing: "3.5").integer == nil)
        #expect(try JSON(parsing: "1e30").integer == nil)
        #expect(try JSON(parsing: "true").integer == nil)
        #expect(try JSON(parsing: "1e999").double == nil)
    }

    @Test("random bytes never crash the parser, and what it takes it can write and read again")
    func fuzz() throws {
        let seed = UInt64.random(in: 0 ... .max)
        var random = SeededGenerator(seed: seed)
        let alphabet = Array(#"{}[]",:\ue0123456789-+.eEtrufalsn/ "#.utf8) + [0x00, 0x0A, 0x80, 0xC3, 0xA9, 0xED, 0xFF]
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in alphabet.randomElement(using: &random) ?? 0 }
            guard let value = try? JSON(parsing: bytes) else { continue }
            #expect(try JSON(parsing: value.utf8) == value, "seed \(seed), bytes \(bytes)")
        }
    }
}

/// A generator that a printed seed makes repeatable (SplitMix64).
struct SeededGenerator: RandomNumberGenerator {
    private var state: UInt64
    init(seed: UInt64) { state = seed }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var value = state
        value = (value ^ value >> 30) &* 0xBF58_476D_1CE4_E5B9
        value = (value ^ value >> 27) &* 0x94D0_49BB_1331_11EB
        return value ^ value >> 31
    }
}
