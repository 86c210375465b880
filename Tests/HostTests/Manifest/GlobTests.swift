import Testing

@testable import Host

@Suite struct GlobTests {
    @Test("a pattern matches", arguments: [
        ("*", "anything"), ("*", ""), ("get_me", "get_me"), ("get_*", "get_me"), ("get_*", "get_"), ("*_me", "get_me"),
        ("g?t_me", "get_me"), ("*e*e*", "delete"), ("**", "x"), ("a*b*c", "aXbYbZc"), ("?", "я"),
    ])
    func matches(pattern: String, name: String) { #expect(Glob(pattern).matches(name)) }

    @Test("a pattern does not match", arguments: [
        ("", "x"), ("get_me", "get_me2"), ("get_*", "set_x"), ("?", ""), ("?", "ab"), ("a*b", "abc"), ("[a-z]", "b"), ("GET", "get"),
    ])
    func differs(pattern: String, name: String) { #expect(!Glob(pattern).matches(name)) }

    @Test("many stars stay fast")
    func stars() {
        let pattern = Glob(String(repeating: "a*", count: 40) + "b")
        #expect(!pattern.matches(String(repeating: "a", count: 2_000)))
    }
}

@Suite struct SuggestionTests {
    private static let words = ["path", "enabled", "sessions", "tools", "deadline_seconds"]

    @Test("a slip finds its word", arguments: [
        ("pth", "path"), ("apth", "path"), ("Path", "path"), ("enable", "enabled"), ("session", "sessions"), ("deadline-seconds", "deadline_seconds"),
    ])
    func near(word: String, meant: String) { #expect(Suggestion.nearest(to: word, in: Self.words) == meant) }

    @Test("something else finds nothing", arguments: ["", "xyz", "timeout", "writes"])
    func far(word: String) { #expect(Suggestion.nearest(to: word, in: Self.words) == nil) }
}
