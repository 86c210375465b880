@testable import PluginKit
import Testing

@Suite struct JSONTests {
    @Test func readsEveryKindOfValue() throws {
        let value = try JSON(parsing: #" {"a":[1,-2,0.5,1e3],"b":true,"c":null,"d":"x","e":{}} "#)
        #expect(value == ["a": [1, -2, 0.5, 1000.0], "b": true, "c": nil, "d": "x", "e": [:]])
        #expect(value["a"]?.asArray?.first?.asInteger == 1)
        #expect(value["d"]?.asString == "x")
        #expect(value["nothing"] == nil)
    }

    @Test func keepsIntegersOf64BitsExactAndLargerOnesAsNumbers() throws {
        #expect(try JSON(parsing: "9223372036854775807") == .integer(.max))
        #expect(try JSON(parsing: "-9223372036854775808") == .integer(.min))
        #expect(try JSON(parsing: "9223372036854775808") == .number(9223372036854775808))
    }

    @Test(arguments: [
        (#""\u0041\n\/\"\\""#, "A\n/\"\\"), (#""\ud83d\ude00""#, "😀"), (#""\ud83d""#, "\u{FFFD}"),
        (#""\ude00x""#, "\u{FFFD}x"), (#""\ud83d\u0041""#, "\u{FFFD}A"), (#""Привет""#, "Привет"),
    ])
    func readsEscapes(_ text: String, _ expected: String) throws {
        #expect(try JSON(parsing: text) == .string(expected))
    }

    @Test func replacesBytesThatAreNotUTF8() throws {
        let bytes: [UInt8] = [0xEF, 0xBB, 0xBF, 0x22, 0x61, 0xFF, 0x62, 0x22]
        let value = try bytes.withUnsafeBytes { try JSON(parsing: $0) }
        #expect(value == "a\u{FFFD}b")
    }

    @Test(arguments: [
        "", " ", "{", "[1,]", "{\"a\":}", "{a:1}", "01", "1.", "1e", "-", "tru", "\"\u{1}\"", "\"abc", "[1] 2", "1e999",
        #""\q""#, #""\u00g0""#, "nan",
    ])
    func refusesWhatIsNotJSON(_ text: String) {
        #expect(throws: JSONError.self) { try JSON(parsing: text) }
    }

    @Test func saysWhereTheTextIsWrong() {
        #expect(throws: JSONError(reason: "unexpected character", offset: 6)) { try JSON(parsing: #"{"a": ?}"#) }
    }

    @Test func refusesNestingThatWouldExhaustTheStack() throws {
        let deep = String(repeating: "[", count: JSON.maximumDepth)
        let fits = deep + String(repeating: "]", count: JSON.maximumDepth)
        #expect(throws: Never.self) { try JSON(parsing: fits) }
        #expect(throws: JSONError.self) { try JSON(parsing: "[" + fits + "]") }
        #expect(throws: JSONError.self) { try JSON(parsing: String(repeating: "[", count: 1_000_000)) }
    }

    @Test func survivesAnyDamage() {
        let text = Array(#"{"a":[1,-2.5e3,"я\n\ud83d\ude00",{"b":null}],"c":{"d":[true,false]}}"#.utf8)
        var random = SplitMix(state: 7)
        for _ in 0..<20_000 {
            var damaged = text
            for _ in 0..<Int.random(in: 1...4, using: &random) {
                damaged[Int.random(in: 0..<damaged.count, using: &random)] = UInt8.random(in: 0...255, using: &random)
            }
            if Bool.random(using: &random) { damaged.removeLast(Int.random(in: 0..<damaged.count, using: &random)) }
            // Whatever is accepted must be written as JSON that reads back as the same value.
            guard let value = try? damaged.withUnsafeBytes({ try JSON(parsing: $0) }) else { continue }
            #expect((try? JSON(parsing: value.text)) == value, "\(String(decoding: damaged, as: UTF8.self))")
        }
    }

    @Test func takesTheLastOfTwoMembersOfOneName() throws {
        #expect(try JSON(parsing: #"{"a":1,"a":2}"#)["a"] == 2)
    }

    @Test func writesWhatItReads() throws {
        let text = #"{"b":[1,2.5,"\"\\\n\u0001я"],"a":{"x":null,"y":false}}"#
        #expect(try JSON(parsing: text).text == text)
        #expect(JSON.number(.infinity).text == "null")
    }

    @Test func changesMembersInPlace() {
        var object = JSON.Object([("a", 1), ("b", 2)])
        object["a"] = 3
        object["c"] = 4
        object["b"] = nil
        #expect(JSON.object(object).text == #"{"a":3,"c":4}"#)
    }
}

/// A small generator with a fixed start, so that a failure can be repeated.
private struct SplitMix: RandomNumberGenerator {
    var state: UInt64

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ (mixed >> 30)) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ (mixed >> 27)) &* 0x94D0_49BB_1331_11EB
        return mixed ^ (mixed >> 31)
    }
}
