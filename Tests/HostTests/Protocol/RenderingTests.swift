import Testing

@testable import Host

@Suite("Answers in the words of a revision")
struct RenderingTests {
    private func render(_ answer: ToolAnswer, _ revision: Revision) throws -> JSON {
        var writer = JSONWriter()
        CallResultRendering.write(answer, revision: revision, into: &writer)
        return try JSON(parsing: writer.bytes)
    }

    @Test("audio and links are replaced where a revision lacks them")
    func blocks() throws {
        let link = ResourceLink(uri: "https://x/y", name: "n", title: "", description: "", mimeType: "", size: 3)
        let answer = ToolAnswer(content: [
            ContentBlock(.audio(data: [1], mimeType: "audio/wav")), ContentBlock(.link(link)),
        ])
        func types(_ revision: Revision) throws -> [String] {
            try render(answer, revision)["content"]?.array?.compactMap { $0["type"]?.string } ?? []
        }
        #expect(try types(.november2024) == ["resource", "text"])
        #expect(try types(.march2025) == ["audio", "text"])
        #expect(try types(.june2025) == ["audio", "resource_link"])
        #expect(try types(.july2026) == ["audio", "resource_link"])
    }

    @Test("structured content goes where it is known, other values than objects only to the newest")
    func structured() throws {
        let object = ToolAnswer(structured: ["a": 1])
        let list = ToolAnswer(structured: [1])
        #expect(try render(object, .march2025)["structuredContent"] == nil)
        #expect(try render(object, .june2025)["structuredContent"] == ["a": 1])
        #expect(try render(list, .november2025)["structuredContent"] == nil)
        #expect(try render(list, .july2026)["structuredContent"] == [1])
    }

    @Test("an output schema is listed where it is known")
    func outputSchema() {
        func listed(_ schema: JSON, _ revision: Revision) -> Bool {
            let tool = Tool.make("t", output: schema) { _ in .cancelled }
            return ToolListRendering.listedOutputSchema(of: tool.definition, revision: revision) != nil
        }
        #expect(!listed(["type": "object"], .march2025))
        #expect(listed(["type": "object"], .june2025))
        #expect(!listed(["type": "array"], .november2025))
        #expect(listed(["type": "array"], .july2026))
    }

    @Test("a failure says its code and whether repeating makes sense", arguments: [
        (Failure.Retry.unspecified, "m\n[c]"), (.never, "m\n[c: do not repeat unchanged]"),
        (.later(afterMilliseconds: 1500), "m\n[c: may be repeated in 2 s]"),
        (.later(afterMilliseconds: nil), "m\n[c: may be repeated later]"), (.outcomeUnknown, "m\n[c: check before repeating]"),
    ])
    func failures(retry: Failure.Retry, text: String) {
        #expect(CallResultRendering.text(of: Failure("c", "m", retry: retry)) == text)
    }

    @Test("a failure for programs is one JSON object, whose details cannot replace what the host says")
    func failureAsJSON() {
        let failure = Failure(
            "project_incomplete", "Empty.", retry: .later(afterMilliseconds: 1500),
            details: ["column": "docker_image", "code": "other", "retryable": false])
        #expect(CallResultRendering.json(of: failure)
            == #"{"error":{"code":"project_incomplete","message":"Empty.","retryable":true,"retryAfterMs":1500,"column":"docker_image"}}"#)
        #expect(CallResultRendering.json(of: Failure("c", "m", retry: .outcomeUnknown))
            == #"{"error":{"code":"c","message":"m","retryable":false}}"#)
    }

    @Test("a failure for programs stands alone, without the content before it")
    func failureAsJSONStandsAlone() throws {
        var writer = JSONWriter()
        CallResultRendering.write(
            Failure("c", "m"), after: [ContentBlock(.text("before"))], asJSON: true, revision: .newestLegacy, into: &writer)
        let result = try writer.bytes.withUnsafeBufferPointer { try JSON.parse($0).get() }
        #expect(result.object?["content"]?.array?.count == 1)
        #expect(result.object?["isError"] == true)
    }
}
