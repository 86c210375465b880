import Testing

@testable import KworkSandbox

@Suite("Encodings")
struct WireTests {
    @Test("JSON text survives a round trip")
    func json() {
        let value: JSON = ["a": [1, -2.5, true, nil, "я \"\\\n\t\u{1} 😀"], "b": [:]]
        #expect(JSON(parsing: value.serialized) == value)
        #expect(String(decoding: JSON.string("\u{1}/я").serialized, as: UTF8.self) == "\"\\u0001/я\"")
        #expect(JSON(parsing: Array("{".utf8)) == nil)
    }

    @Test("Keys keep their order")
    func order() {
        let value: JSON = ["z": 1, "a": 2]
        #expect(String(decoding: value.serialized, as: UTF8.self) == #"{"z":1,"a":2}"#)
    }

    @Test("Form encoding: plus is a blank, empty values stay, what is encoded comes back")
    func form() {
        #expect(FormEncoding.items(in: "a=1+2&b=&c&d=%3D%26".utf8) == [
            FormItem(name: "a", value: "1 2"), FormItem(name: "b", value: ""), FormItem(name: "c", value: ""),
            FormItem(name: "d", value: "=&"),
        ])
        let text = "/проекты?a=1&b= +%~😀"
        #expect(FormEncoding.decode(FormEncoding.encode(text).utf8) == text)
    }

    @Test("HTTP dates")
    func dates() {
        #expect(Clock.httpDate(784_111_777) == "Sun, 06 Nov 1994 08:49:37 GMT")
    }
}
