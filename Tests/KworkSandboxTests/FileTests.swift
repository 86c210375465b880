import Testing

@testable import KworkSandbox

@Suite("Uploads and multipart bodies")
struct FileTests {
    private func upload(name: String = "отчёт.xlsx", content: [UInt8] = [0, 255, 13, 10, 45, 45], field: String = "upload_files", query: String = "") -> Request {
        var body = Array("--b0und\r\nContent-Disposition: form-data; name=\"\(field)\"; filename=\"\(name)\"\r\nContent-Type: application/octet-stream\r\n\r\n".utf8)
        body += content
        body += Array("\r\n--b0und--\r\n".utf8)
        let headers = [
            Rehearsal.basic, Header(name: "Content-Length", value: String(body.count)),
            Header(name: "Content-Type", value: "multipart/form-data; boundary=b0und"),
        ]
        return Request(host: .api, method: "POST", path: "/fileUpload", query: query, headers: headers, body: body)
    }

    @Test("A file gets an id that a message can carry")
    func uploadAndSend() throws {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let file = rehearsal.send(upload(query: "token=\(token)")).parsed?["response"]
        #expect(file?["name"] == "отчёт.xlsx")
        #expect(file?["path"]?.text?.isEmpty == false)
        let id = try #require(file?["id"]?.integer)
        let message = rehearsal.api("inboxCreate", query: "user_id=640031&uploaded_files%5B%5D=\(id)&token=\(token)").parsed?["response"]?["id"]?.integer ?? 0
        let sent = rehearsal.api("inboxMessage", query: "messageId=\(message)&token=\(token)").parsed?["response"]?["files"]?[0]
        #expect(sent?["name"] == "отчёт.xlsx")
        #expect(sent?["size"] == 6)
        #expect(rehearsal.sandbox.log.violations.isEmpty)
    }

    @Test("The token is optional; a file of one account is not for another")
    func owners() {
        var rehearsal = Rehearsal()
        let open = rehearsal.send(upload()).parsed?["response"]?["id"]?.integer ?? 0
        let own = rehearsal.send(upload(query: "token=\(rehearsal.token())")).parsed?["response"]?["id"]?.integer ?? 0
        let other = rehearsal.control("POST", "tokens", ["account": 2]).parsed?["token"]?.text ?? ""
        for (id, fits) in [(open, true), (own, false)] {
            let sent = rehearsal.api("inboxCreate", query: "user_id=640031&uploaded_files%5B%5D=\(id)&token=\(other)").parsed
            #expect(sent?["success"] == .bool(fits))
        }
    }

    @Test("Refused: empty, nameless or forbidden files as business errors, wrong fields and cut bodies as violations")
    func refusals() {
        var rehearsal = Rehearsal()
        #expect(rehearsal.send(upload(content: [])).parsed?["error"] == "Файл пуст")
        #expect(rehearsal.send(upload(name: "")).parsed?["error"] == "Файл пуст")
        #expect(rehearsal.send(upload(name: "a.EXE")).parsed?["error"] == "Недопустимый тип файла")
        #expect(rehearsal.send(upload(field: "file")).parsed?["violation"] == "unknown-parameter")
        var cut = upload()
        cut.body.removeLast(5)
        #expect(rehearsal.send(cut).parsed?["violation"] == "bad-multipart")
        #expect(rehearsal.api("fileUpload").parsed?["violation"] == "missing-parameter")
    }

    @Test("Multipart: contents byte for byte, quotes in names, several parts, an empty one")
    func parsing() throws {
        let body = "--x\r\nContent-Disposition: form-data; name=\"a%22b\"\r\n\r\n\r\n--x\r\ncontent-disposition: form-data; name=\"c\"; filename=\"d\\\"e;f\"\r\nContent-Type: text/plain\r\n\r\nline\r\n--xy\r\n\r\n--x--\r\n"
        let parts = try #require(Multipart.parts(of: Array(body.replacing("--xy", with: "-xy").utf8), contentType: "multipart/form-data; boundary=\"x\""))
        #expect(parts.map(\.name) == ["a\"b", "c"])
        #expect(parts[0].content.isEmpty)
        #expect(parts[0].fileName == nil)
        #expect(parts[1].fileName == "d\"e;f")
        #expect(String(decoding: parts[1].content, as: UTF8.self) == "line\r\n-xy\r\n")
    }

    @Test("Multipart that cannot be read is nil", arguments: ["", "--x", "--x\r\n", "--x\r\nno head\r\n--x--", "--y--\r\n", "--x\r\n\r\n\r\n--x--"])
    func unreadable(body: String) {
        #expect(Multipart.parts(of: Array(body.utf8), contentType: "multipart/form-data; boundary=x") == nil)
        #expect(Multipart.parts(of: Array(body.utf8), contentType: "multipart/form-data") == nil)
    }
}
