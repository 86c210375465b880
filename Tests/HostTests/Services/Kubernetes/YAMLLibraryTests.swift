import Testing

@testable import Host

/// The library as the host loads it, from beside the tests.
@Suite struct YAMLLibraryTests {
    private func json(_ text: String) throws -> JSON { try YAMLLibrary.shared.get().json(Array(text.utf8)).get() }

    private func message(_ bytes: [UInt8]) throws -> String? {
        switch try YAMLLibrary.shared.get().json(bytes) {
        case .success: nil
        case .failure(let refusal): refusal.message
        }
    }

    @Test("what a kubeconfig is made of becomes JSON", arguments: [
        ("", "null"), ("# nothing\n", "null"), ("a: 1\nb: [x, 'y', \"z\\n\"]\n", #"{"a": 1, "b": ["x", "y", "z\n"]}"#),
        ("a: true\nb: \"true\"\nc: ~\nd:\ne: yes\n", #"{"a": true, "b": "true", "c": null, "d": null, "e": "yes"}"#),
        ("a: 007\nb: 1e5\nc: 0x1F\nd: -3\ne: 1.50\nf: +1\n", #"{"a": "007", "b": 1e5, "c": "0x1F", "d": -3, "e": 1.50, "f": "+1"}"#),
        ("a: |\n  one\n  two\nb: >-\n  one\n  two\n", #"{"a": "one\ntwo\n", "b": "one two"}"#),
        ("- {a: b, c: d}\n- [[]]\n- {}\n", #"[{"a": "b", "c": "d"}, [[]], {}]"#),
        ("{\"kind\": \"Config\", \"n\": 1}", #"{"kind": "Config", "n": 1}"#),
        ("a: &x {b: c}\nd: *x\n", #"{"a": {"b": "c"}, "d": {"b": "c"}}"#), ("1: a\ntrue: b\n", #"{"1": "a", "true": "b"}"#),
        ("a: !!str 5\nb: ! 6\nc: !!int 7\n", #"{"a": "5", "b": "6", "c": 7}"#), ("\u{FEFF}a: b\n", #"{"a": "b"}"#),
        ("---\na: b\n...\n", #"{"a": "b"}"#), ("a: 2026-11-21\n", #"{"a": "2026-11-21"}"#),
        ("a: \"\\u0000\\u0001\\\\ \\\" ß 😀\"\n", #"{"a": "\u0000\u0001\\ \" ß 😀"}"#),
    ])
    func converted(text: String, expected: String) throws { #expect(try json(text) == JSON(parsing: expected)) }

    @Test("what is not clear is refused with its line and without its text", arguments: [
        ("a: s3cret\na: s3cret\n", "line 1: has the same key twice"), ("a: [s3cret\n", "line 2: is no YAML"), ("a: b\n---\ns3cret: d\n", "line 2: holds more than one document"),
        ("a: *s3cret\n", "line 1: is no YAML: found undefined alias"), ("? [s3cret]\n: b\n", "line 1: has a key that is no text"),
        ("a: !s3cret b\n", "line 1: has a tag"), ("a: &x {s3cret: d}\nb:\n  <<: *x\n", "line 3: has a merge key"), ("s3cret: d\n\tx: y\n", "line 2: is no YAML"),
        ("1: s3cret\n\"1\": b\n", "has the same key twice"), 
    ])
    func refused(text: String, expected: String) throws {
        let message = try message(Array(text.utf8)) ?? "taken"
        #expect(message.contains(expected) && !message.contains("s3cret"))
    }

    @Test("bytes that are no UTF-8, and too many of them, are refused")
    func bytes() throws {
        #expect(try message([0x61, 0x3A, 0x20, 0xFF]) == "is not UTF-8")
        #expect(try message(Array(repeating: 0x23, count: (1 << 20) + 1)) == "is larger than 1048576 bytes")
    }

    @Test("depth and aliases are bounded")
    func bombs() throws {
        #expect(try message(Array(String(repeating: "[", count: 100_000).utf8)) != nil)
        #expect(try message(Array((String(repeating: "[", count: 66) + String(repeating: "]", count: 66)).utf8))?.contains("nested deeper") == true)
        var indented = ""
        for level in 0..<400 { indented += String(repeating: " ", count: level) + "a:\n" }
        #expect(try message(Array(indented.utf8)) != nil)
        // Nine levels of nine references each: a thousand million leaves.
        var laughs = "a: &a [x,x,x,x,x,x,x,x,x]\n"
        for (level, last) in zip("bcdefghi", "abcdefgh") {
            let references = Array(repeating: "*\(last)", count: 9).joined(separator: ",")
            laughs += "\(level): &\(level) [\(references)]\n"
        }
        #expect(try message(Array(laughs.utf8))?.contains("more aliases") == true)
        // As keys they would be compared, which is worse.
        #expect(try message(Array((laughs + "? *i\n: x\n? *h\n: y\n").utf8))?.contains("more aliases") == true)
        // Few aliases of much text stay within the limits of what comes out.
        let leaves = Array(repeating: "xxxxxxxx", count: 6_000).joined(separator: ",")
        let long = "a: &a [\(leaves)]\nb: &b [*a,*a,*a,*a]\nc: &c [*b,*b,*b,*b]\nd: [*c,*c,*c,*c]\n"
        #expect(try message(Array(long.utf8))?.contains("too large") == true)
    }

    @Test("damaged configurations neither crash nor hang, and never come out as something that is no JSON")
    func fuzz() throws {
        var random = RandomSource()
        let seed = random.seed
        let sample = Array("""
            apiVersion: v1
            kind: Config
            clusters:
            - name: "dev"
              cluster:
                server: 'https://127.0.0.1:6443'
                certificate-authority-data: >-
                  LS0tLS1CRUdJTg==
            users:
            - name: &user ada
              user:
                exec: {command: login, args: [a, "b\\n", 'c'], env: null}
            contexts: [{name: dev, context: {cluster: dev, user: *user}}]
            current-context: dev # comment
            ? complex
            : !!str 1.0
            """.utf8)
        let salt = Array("{}[]:,-?&*!|>'\"%@`#~<\n\t \\\u{0}é".utf8)
        var taken = 0
        for _ in 0..<3_000 {
            var bytes = sample
            for _ in 0...Int.random(in: 0...4, using: &random) {
                let place = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...3, using: &random) {
                case 0: bytes[place] = salt[Int.random(in: 0..<salt.count, using: &random)]
                case 1: bytes.insert(salt[Int.random(in: 0..<salt.count, using: &random)], at: place)
                case 2: bytes.removeSubrange(place..<min(bytes.count, place + Int.random(in: 1...20, using: &random)))
                default: bytes.insert(contentsOf: bytes[place..<min(bytes.count, place + 30)], at: Int.random(in: 0...place, using: &random))
                }
                if bytes.isEmpty { bytes = sample }
            }
            if try message(bytes) == nil { taken += 1 }
            #expect(try message(bytes) != "cannot be read as YAML", "seed \(seed): \(bytes)")
        }
        #expect(taken > 50, "seed \(seed): some must still be good")
    }

    @Test("a library that is missing or another one is told")
    func loading() {
        #expect(throws: BundleRefusal.self) { try YAMLLibrary.load("/no/such/libYAMLReader.so").get() }
        let other = YAMLLibrary.load(FilePath.join(Program.folder, "libKworkProfile.so"))
        #expect(throws: BundleRefusal("libYAMLReader.so is not the one that belongs to this mcp-host")) { try other.get() }
    }
}
