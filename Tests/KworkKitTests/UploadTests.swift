import Glibc
import Testing

@testable import KworkKit

@Suite struct UploadTests {
    /// A folder of its own with a file, a folder, links and a pipe; removed with everything in it.
    private func withFolder(_ body: (UploadFolder) throws -> Void) throws {
        var template = Array("/tmp/kwork-upload-XXXXXX".utf8CString)
        let root = String(cString: try #require(mkdtemp(&template)))
        defer { for name in ["a.txt", "in/b.txt", "link.txt", "out", "pipe"] { unlink("\(root)/\(name)") }; rmdir("\(root)/in"); rmdir(root) }
        mkdir("\(root)/in", 0o700)
        for (name, text) in [("a.txt", "привет"), ("in/b.txt", "b")] {
            let file = open("\(root)/\(name)", O_WRONLY | O_CREAT, 0o600)
            _ = text.withCString { write(file, $0, strlen($0)) }
            close(file)
        }
        symlink("/etc/passwd", "\(root)/link.txt")
        symlink("/etc", "\(root)/out")
        mkfifo("\(root)/pipe", 0o600)
        try body(try #require(UploadFolder(root)))
    }

    @Test func readsWhatLiesBelow() throws {
        try withFolder { folder in
            let (near, below) = (try folder.read("a.txt"), try folder.read("in/b.txt"))
            #expect(near == Array("привет".utf8) && below == Array("b".utf8))
        }
    }

    @Test(arguments: ["../a.txt", "in/../../a.txt", "/etc/passwd", "link.txt", "out/passwd", "pipe", "in", "", ".", "./a.txt", "in//b.txt", "nothing.txt", "a.txt\0x"])
    func readsNothingElse(_ path: String) throws {
        try withFolder { folder in #expect(failureCode { _ = try folder.read(path) } == "validation", "\(path)") }
    }

    @Test func wantsExactlyOneContent() throws {
        #expect(try Upload(name: "a.txt", path: nil, text: "привет", base64: nil, folder: nil).content == Array("привет".utf8))
        #expect(try Upload(name: "a.txt", path: nil, text: nil, base64: "cH Jp\nMQ", folder: nil).content == Array("pri1".utf8))
        for (name, path, text, base64) in [
            ("a.txt", nil, nil, nil), ("a.txt", nil, "x", "eA=="), ("a/b", nil, "x", nil), (" ", nil, "x", nil), ("a.txt", nil, "", nil), ("a.txt", nil, nil, "!"),
            ("a.txt", nil, nil, "eA==eA"), ("a.txt", "a.txt", nil, nil),
        ] as [(String, String?, String?, String?)] {
            #expect(failureCode { _ = try Upload(name: name, path: path, text: text, base64: base64, folder: nil) } == "validation", "\(name) \(path ?? "-") \(text ?? "-") \(base64 ?? "-")")
        }
    }

    @Test func sendsTheBytesAsTheyAre() throws {
        let script = ScriptedKwork(["fileUpload": [.body(#"{"success":true,"response":{"id":55,"name":"отчёт.txt","path":"/f/55"}}"#)]])
        let file = try script.kwork.upload(Upload(name: "отчёт.txt", path: nil, text: "Готово", base64: nil, folder: nil))
        let part = script.requests[0].parts[0]
        #expect(part.name == "upload_files" && part.fileName == "отчёт.txt" && part.data == Array("Готово".utf8))
        #expect(file.value["file_id"] == 55 && file.fitsItsSchema && script.requests[0].effect == .write)
    }
}

@Suite struct NewsTests {
    private static let answers: [String: [ScriptedKwork.Step]] = [
        "favoriteCategories": [.body(#"{"success":true,"response":[{"id":41}]}"#)],
        "projects": [.body(#"{"success":true,"response":[{"id":5,"title":"Бот"}],"paging":{"page":1,"total":1,"limit":12,"pages":1}}"#)],
        "dialogs": [.body(#"{"success":true,"response":[{"username":"anna","unread_count":2},{"username":"read","unread":0}]}"#)],
        "workerOrders": [.body(#"{"success":true,"response":{"filter":"active","filter_counts":{"active":0},"orders":[]}}"#)],
        "payerOrders": [.body(OrderTests.list(#"[{"id":9,"status":4}]"#, paging: #"{"page":1,"total":1,"limit":20}"#))],
        "notifications": [.body(#"{"success":true}"#)],
    ]

    @Test func putsTheMorningTogether() throws {
        let script = ScriptedKwork(Self.answers)
        let news = try script.kwork.news()
        #expect(script.paths == ["favoriteCategories", "projects", "dialogs", "workerOrders", "payerOrders", "notifications"])
        #expect(news.fitsItsSchema && news.value["dialogs"]?["dialogs"]?.asArray?.count == 1)
        let states = ["projects", "dialogs", "orders", "deliveries", "notifications"].map { news.value[$0]?["status"]?.asString ?? "" }
        #expect(states == ["known", "known", "empty", "known", "empty"])
        #expect(news.text.contains("[5] Бот") && news.text.contains("@anna") && !news.text.contains("@read") && news.text.contains("Уведомления: новых нет"))
    }

    @Test(arguments: [
        (#""filter_counts":{"unread":3}"#, "known"), (#""filter_counts":{"unread":0}"#, "empty"),
        (#""paging":{"page":1,"total":40,"limit":20}"#, "known"), (#""paging":{"page":1,"total":1,"limit":20}"#, "empty"),
    ])
    func noUnreadDialogOnTheFirstPageIsNotNone(_ beside: String, _ status: String) throws {
        var answers = Self.answers
        answers["dialogs"] = [.body(#"{"success":true,"response":[{"username":"read","unread":0}],\#(beside)}"#)]
        let news = try ScriptedKwork(answers).kwork.news()
        #expect(news.value["dialogs"]?["status"]?.asString == status && news.fitsItsSchema)
        #expect(news.text.contains("остальные: list_dialogs") == (status == "known"))
    }

    @Test func aPartThatFailsHidesNoOther() throws {
        var answers = Self.answers
        answers["dialogs"] = [.body(#"{"success":true,"response":"x"}"#)]
        answers["favoriteCategories"] = [.failure(Failure("site_unsupported", "На kwork.com нет биржи."))]
        let news = try ScriptedKwork(answers).kwork.news()
        #expect(news.value["dialogs"]?["status"] == "failed" && news.value["dialogs"]?["problem_code"] == "contract_drift")
        #expect(news.value["projects"]?["problem"] == "На kwork.com нет биржи." && news.value["deliveries"]?["status"] == "known")
        #expect(news.text.contains("Непрочитанные диалоги: узнать не удалось.") && news.fitsItsSchema)
    }

    @Test func whatConcernsAllPartsEndsTheCall() {
        var answers = Self.answers
        answers["dialogs"] = [.failure(Failure("auth_failed", "Нет входа."))]
        #expect(failureCode { _ = try ScriptedKwork(answers).kwork.news() } == "auth_failed")
        let down = Self.answers.mapValues { _ in [ScriptedKwork.Step.failure(Failure("upstream_unavailable", "Kwork не отвечает."))] }
        #expect(failureCode { _ = try ScriptedKwork(down).kwork.news() } == "upstream_unavailable")
    }
}
