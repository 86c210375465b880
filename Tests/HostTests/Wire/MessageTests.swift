import Testing

@testable import Host

@Suite("Messages")
struct MessageTests {
    private func message(_ text: String) -> Message {
        Array(text.utf8).withUnsafeBufferPointer { Message(line: $0) }
    }

    @Test("ids are told apart by type and keep every digit")
    func ids() throws {
        #expect(RequestID("1") != RequestID(1))
        let long = "123456789012345678901234567890"
        let id = try #require(RequestID(try JSON(parsing: long)))
        var writer = JSONWriter()
        writer.id(id)
        #expect(String(decoding: writer.bytes, as: UTF8.self) == long)
        for text in ["null", "1.0", "1e3", "true", "[]", "{}"] { #expect(RequestID(try JSON(parsing: text)) == nil, "\(text)") }
    }

    @Test("ids and names are compared byte by byte")
    func spellings() throws {
        #expect(RequestID("\u{E9}") != RequestID("e\u{301}"))
        let object = try #require(try JSON(parsing: #"{"\u00e9":1,"e\u0301":2}"#).object)
        #expect(object.members.count == 2)
        #expect(object["\u{E9}"] == 1 && object["e\u{301}"] == 2)
        #expect(try RequestID(JSON(parsing: #""\ud800""#)) == nil)
    }

    @Test(
        "what must be refused is refused with the id if there is one",
        arguments: [
            (#"{"jsonrpc":"1.0","id":1,"method":"x"}"#, -32600, "1"), (#"{"id":1,"method":"x"}"#, -32600, "1"),
            (#"{"jsonrpc":"2.0","id":"a","method":5}"#, -32600, "\"a\""), (#"{"jsonrpc":"2.0","id":1}"#, -32600, "1"),
            (#"{"jsonrpc":"2.0","id":1,"method":"x","params":[]}"#, -32600, "1"),
            (#"{"jsonrpc":"2.0","id":null,"method":"x"}"#, -32600, nil), (#"{"jsonrpc":"2.0","id":1.5,"method":"x"}"#, -32600, nil),
            ("5", -32600, nil), ("{", -32700, nil), (#"{"jsonrpc":"2.0","method":5}"#, -32600, nil),
        ] as [(String, Int64, String?)])
    func refused(line: String, code: Int64, id: String?) {
        guard case .invalid(let found, let error) = message(line) else {
            Issue.record("\(line) was taken")
            return
        }
        #expect(error.code == code)
        #expect(found?.json.text == id)
    }

    @Test(
        "what is a notification or an answer to nothing is never answered",
        arguments: [
            #"{"jsonrpc":"2.0","method":"x","params":[]}"#, #"{"method":"x"}"#, #"{"jsonrpc":"2.0","result":{}}"#,
            #"{"id":1,"result":{}}"#,
        ])
    func silent(line: String) {
        guard case .ignored = message(line) else {
            Issue.record("\(line) was not ignored")
            return
        }
    }

    @Test("a response with both members, or with an odd error, is malformed")
    func malformedResponses() {
        for line in [
            #"{"jsonrpc":"2.0","id":1,"result":{},"error":{"code":1,"message":"x"}}"#, #"{"jsonrpc":"2.0","id":1,"error":5}"#,
        ] {
            guard case .response(.integer(1), .malformed) = message(line) else {
                Issue.record("\(line)")
                continue
            }
        }
    }
}

@Suite("Base 64")
struct Base64Tests {
    @Test("the vectors of RFC 4648", arguments: [("", ""), ("f", "Zg=="), ("fo", "Zm8="), ("foo", "Zm9v"), ("foob", "Zm9vYg=="), ("fooba", "Zm9vYmE="), ("foobar", "Zm9vYmFy")])
    func vectors(plain: String, encoded: String) {
        #expect(Base64.encode(Array(plain.utf8)) == encoded)
    }

    @Test("the URL-safe form has one spelling only")
    func urlSafe() {
        for count in 0..<70 {
            let bytes = (0..<count).map { UInt8(truncatingIfNeeded: $0 &* 97 &+ 13) }
            #expect(Base64.decodeURLSafe(Base64.encodeURLSafe(bytes)) == bytes)
        }
        for bad in ["A", "AB", "Zg==", "Z+", "Z/", "Z g", "é"] { #expect(Base64.decodeURLSafe(bad) == nil, "\(bad)") }
    }
}
