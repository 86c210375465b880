import Testing
@testable import Host

@Suite struct RedactionTests {
    let redaction = Redaction()

    @Test(arguments: [
        "p&ss wörd", "p%26ss%20w%C3%B6rd", "p%26ss+w%c3%b6rd", "p&ss%20wörd",
    ])
    func everySpellingOfASecretIsReplaced(_ spelling: String) {
        redaction.register("p&ss wörd")
        #expect(redaction.redact("before \(spelling) after") == "before [secret] after")
    }

    @Test func quotesEscapedForJSONDoNotHideASecret() {
        redaction.register(#"pa"ss\word"#)
        #expect(redaction.redact(#"{"password":"pa\"ss\\word"}"#) == #"{"password":"[secret]"}"#)
    }

    @Test func overlappingSecretsLeaveNothingOfEachOther() {
        redaction.register("abcdef")
        redaction.register("defghi")
        redaction.register("abcdefghijk")
        #expect(redaction.redact("x abcdefghi y") == "x [secret] y")
        #expect(redaction.redact("x abcdefghijk y") == "x [secret] y")
    }

    @Test func shortValuesAreNoSecrets() {
        redaction.register("abc")
        redaction.register("")
        #expect(redaction.redact("abc") == "abc")
    }

    @Test(arguments: [
        ("GET https://user:pass@host.example:8443/path?token=1#x now", "GET https://host.example:8443/path?… now"),
        ("https://a@b@host/p", "https://host/p"),
        ("https://host?token=1", "https://host?…"),
        ("(https://host/p)", "(https://host/p)"),
        ("no address here: a//b", "no address here: a//b"),
    ])
    func addressesLoseUserAndQuery(_ text: String, _ expected: String) {
        #expect(redaction.redact(text) == expected)
    }
}

@Suite struct HostLogTests {
    @Test func aLineIsOneLineWhateverIsInIt() {
        let capture = LogCapture()
        capture.log().write(.warning, "one\ntwo\u{1B}[31m\u{202E}three")
        #expect(capture.all == ["mcp-host warning: one\\u{a}two\\u{1b}[31m\\u{202e}three\n"])
    }

    @Test func aLongLineIsCutBetweenCharacters() {
        let line = HostLog.line(.error, String(repeating: "ж", count: 5000))
        #expect(line.count <= HostLog.lineLimit && line.count > HostLog.lineLimit - 8)
        #expect(String(validating: line, as: UTF8.self)?.hasSuffix("ж…\n") == true)
    }

    @Test func lowerLevelsAreNotEvenMade() {
        let capture = LogCapture()
        func text() -> String {
            Issue.record("made for nothing")
            return ""
        }
        capture.log(level: .warning).write(.info, text())
        #expect(capture.all.isEmpty)
    }

    @Test func secretsAreReplaced() {
        let capture = LogCapture()
        capture.redaction.register("hunter22")
        capture.log().write(.error, "password hunter22 refused")
        #expect(capture.text == "mcp-host error: password [secret] refused\n")
    }

    @Test func passingSecretsMakeRoomAndOthersStay() {
        let redaction = Redaction()
        redaction.register("lasting-secret")
        redaction.register("lasting-secret", isPassing: true)
        redaction.register("promoted-secret", isPassing: true)
        redaction.register("promoted-secret")
        for number in 0...Redaction.passingLimit { redaction.register("passing-\(number)-secret", isPassing: true) }
        #expect(redaction.redact("lasting-secret promoted-secret passing-1-secret") == "[secret] [secret] [secret]")
        #expect(redaction.redact("passing-0-secret") == "passing-0-secret")
    }

    @Test func blackingOutLeavesAddressesWhole() {
        let redaction = Redaction()
        redaction.register("a+b=c123")
        redaction.register("word")
        #expect(redaction.blackOut(Array("a word".utf8), from: Redaction.resultLength) == Array("a word".utf8), "a short password is a word, too")
        let own = Redaction(parent: redaction)
        own.register("a-secret-of-one-session")
        #expect(redaction.redact("a-secret-of-one-session word") == "[secret] [secret]" && own.redact("word") == "[secret]")
        #expect(own.blackOut(Array("word a+b=c123".utf8)) == Array("word a+b=c123".utf8), "its own alone")
        let page = "<a href=\"https://kwork.ru/x?y=1\">a%2Bb%3Dc123</a> a\\+b=c123 &#97;&#x2B;b=c123 a+b=c12"
        #expect(String(decoding: redaction.blackOut(Array(page.utf8)), as: UTF8.self) == "<a href=\"https://kwork.ru/x?y=1\">[secret]</a> [secret] [secret] a+b=c12")
    }
}
