import Testing

@testable import Host

@Suite("Patterns")
struct PatternTests {
    @Test(
        "match as ECMA 262 says",
        arguments: [
            ("abc", "xxabcxx", true), ("^abc$", "abc", true), ("^abc$", "abcd", false), ("^$", "", true), ("", "x", true),
            ("a|bc", "bc", true), ("^(a|bc)$", "b", false), ("^a*$", "aaaa", true), ("^a+$", "", false), ("^a?b$", "b", true),
            ("^a{2,3}$", "a", false), ("^a{2,3}$", "aaa", true), ("^a{2,3}$", "aaaa", false), ("^a{2}$", "aa", true),
            ("^a{2,}$", "aaaaa", true), ("^a{0}$", "", true), ("^(ab)+$", "ababab", true), ("^(ab)+$", "aba", false),
            ("^[a-c]$", "b", true), ("^[^a-c]$", "b", false), ("^[a-c-]$", "-", true), ("^[\\]]$", "]", true),
            ("^[\\d-]$", "7", true), ("^[\\D5]$", "5", true), ("^[\\D5]$", "6", false), ("^\\d{4}-\\d{2}$", "2026-07", true),
            ("^\\w+$", "snake_case1", true), ("^\\w+$", "with blank", false), ("\\s", "a\u{A0}b", true), ("^\\S+$", "a b", false),
            ("\\bcat\\b", "a cat sat", true), ("\\bcat\\b", "concat", false), ("\\Bcat", "concat", true),
            ("^.$", "é", true), ("^.$", "\n", false), ("^..$", "😀", false), ("^.$", "😀", true),
            ("^\\u0041\\x42\\u{1F600}$", "AB😀", true), ("^\\p{Lu}\\p{L}+$", "Привет", true), ("^\\P{L}$", "a", false),
            ("^(?:a|b)c$", "bc", true), ("^(?<name>a)$", "a", true), ("^a*?b+?$", "aab", true), ("\\.", "a.b", true),
            ("^(a*)*$", "aaaa", true), ("^(a|b|)*c$", "ababc", true), ("^[А-Яа-яЁё ]+$", "Ёлка стоит", true), ("^[]$", "a", false),
            ("x^y", "xy", false), ("^a|b$", "ab", true), ("(^|-)a($|-)", "b-a", true), ("^/+$", "//", true),
        ])
    func matching(pattern: String, text: String, expected: Bool) throws {
        #expect(try Pattern(pattern).matches(text) == expected)
    }

    @Test(
        "are refused when they are broken or need backtracking",
        arguments: [
            "(", ")", "a)", "[", "[a", "[z-a]", "*a", "a**", "a{2,1}", "a{", "{", "}", "]", "\\", "\\q", "\\x4", "\\u12",
            "(?=a)", "(?!a)", "(?<=a)", "(?<!a)", "(a)\\1", "\\k<a>", "\\p{Greek}", "\\p", "(?x)", "^*", "((a{1000}){1000}){1000}",
            "(((){2000}){2000}){2000}{2000}", "(?<a", "a{99999999999999999999}",
        ])
    func refused(pattern: String) { #expect(throws: PatternError.self) { try Pattern(pattern) } }

    @Test("take time linear in the text where backtracking would never end")
    func noBacktracking() throws {
        let text = String(repeating: "a", count: 20_000) + "!"
        let clock = MonotonicTime.now
        for pattern in ["^(a+)+$", "^(a|aa)+$", "^(a*)*$", "^(.*)*(.*)*x$", "(a?){50}a{50}$"] {
            #expect(try !Pattern(pattern).matches(text))
        }
        #expect(MonotonicTime.now.nanoseconds - clock.nanoseconds < 60_000_000_000)
    }

    @Test("do not match texts beyond the length they look at")
    func lengthLimit() throws {
        #expect(try Pattern("^a*$").matches(String(repeating: "a", count: Pattern.longestText)))
        #expect(try !Pattern("^a*$").matches(String(repeating: "a", count: Pattern.longestText + 1)))
    }

    @Test(
        "formats",
        arguments: [
            ("date", "2026-07-28", true), ("date", "2024-02-29", true), ("date", "2026-02-29", false), ("date", "2026-13-01", false),
            ("date", "2026-7-28", false), ("date", "2026-00-10", false), ("date", "20260728", false), ("date", "2026-04-31", false),
            ("date-time", "2026-07-28T12:30:00Z", true), ("date-time", "2026-07-28t12:30:00.123+05:30", true),
            ("date-time", "2026-07-28 12:30:00Z", false), ("date-time", "2026-07-28T24:00:00Z", false),
            ("date-time", "2026-07-28T12:30:00", false), ("date-time", "2026-07-28T12:30:00.Z", false),
            ("date-time", "2026-07-28T12:30:00+5:30", false), ("email", "a.b@example.com", true), ("email", "a@localhost", true),
            ("email", "почта@пример.рф", true), ("email", "a@b@c", false), ("email", "@b", false), ("email", "a b@c.d", false),
            ("email", "a..b@c.d", false), ("uri", "https://example.com/a?b=c#d", true), ("uri", "urn:isbn:123", true),
            ("uri", "/relative", false), ("uri", "http://a b", false), ("uri", "http://a/%2", false), ("uri", "http://a/%2F", true),
            ("uuid", "123e4567-e89b-12d3-a456-426614174000", true), ("uuid", "123E4567-E89B-12D3-A456-426614174000", true),
            ("uuid", "123e4567e89b12d3a456426614174000", false), ("uuid", "123e4567-e89b-12d3-a456-42661417400g", false),
        ])
    func formats(format: String, text: String, expected: Bool) throws {
        #expect(try #require(TextFormat(rawValue: format)).matches(text) == expected)
    }
}
