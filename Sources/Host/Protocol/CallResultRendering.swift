/// The result of `tools/call` in the words of each revision.
enum CallResultRendering {
    static func write(_ answer: ToolAnswer, revision: Revision, into writer: inout JSONWriter) {
        begin(revision, &writer)
        content(answer.content, revision: revision, into: &writer)
        if revision.hasStructuredContent, let structured = answer.structured, revision.isModern || structured.object != nil {
            writer.raw(#","structuredContent":"#)
            writer.value(structured)
        }
        end(revision, &writer)
    }

    /// - Parameter asJSON: the failure is the one text block, as JSON (MCP_JSON_FAILURES).
    static func write(
        _ failure: Failure, after partial: [ContentBlock], asJSON: Bool, revision: Revision, into writer: inout JSONWriter
    ) {
        begin(revision, &writer)
        let blocks = asJSON ? [] : partial
        content(blocks + [ContentBlock(.text(asJSON ? json(of: failure) : text(of: failure)))], revision: revision, into: &writer)
        writer.raw(#","isError":true"#)
        writer.raw(#","_meta":"#)
        var meta: JSONObject = [MetaKey.failure: details(of: failure)]
        if revision.isModern { meta[MetaKey.serverInfo] = .object(ServerIdentity.implementation(revision)) }
        writer.object(meta)
        writer.raw("}")
    }

    /// A question that ends the request (2026-07-28, M-40).
    static func write(_ questions: [Question], state: String, into writer: inout JSONWriter) {
        var requests = JSONObject()
        for question in questions {
            requests[question.key] = [
                "method": "elicitation/create",
                "params": [
                    "mode": "form", "message": .string(question.message),
                    "requestedSchema": Forms.adapted(question.schema, to: .july2026) ?? question.schema,
                ],
            ]
        }
        writer.object([
            "resultType": "input_required", "inputRequests": .object(requests), "requestState": .string(state),
            "_meta": ModernRequests.resultMeta,
        ])
    }

    /// What the model reads: the message, then code and advice in brackets.
    static func text(of failure: Failure) -> String {
        let advice: String
        switch failure.retry {
        case .unspecified: advice = ""
        case .never: advice = "do not repeat unchanged"
        case .later(nil): advice = "may be repeated later"
        case .later(let milliseconds?): advice = "may be repeated in \((milliseconds + 999) / 1000) s"
        case .outcomeUnknown: advice = "check before repeating"
        }
        let parts = [failure.code, advice].filter { !$0.isEmpty }
        guard !parts.isEmpty else { return failure.message }
        return "\(failure.message)\n[\(parts.joined(separator: ": "))]"
    }

    /// What a program reads: the advice as one flag, and the failure's details beside it.
    static func json(of failure: Failure) -> String {
        var object: JSONObject = ["code": .string(failure.code), "message": .string(failure.message), "retryable": false]
        if case .later(let milliseconds) = failure.retry {
            object["retryable"] = true
            if let milliseconds { object["retryAfterMs"] = .integer(milliseconds) }
        }
        for member in failure.details.members where object[member.name] == nil { object[member.name] = member.value }
        return JSON.object(["error": .object(object)]).text
    }

    private static func details(of failure: Failure) -> JSON {
        var object: JSONObject = ["code": .string(failure.code)]
        switch failure.retry {
        case .unspecified: break
        case .never: object["retry"] = "never"
        case .outcomeUnknown: object["retry"] = "outcome_unknown"
        case .later(let milliseconds):
            object["retry"] = "later"
            if let milliseconds { object["retryAfterMs"] = .integer(milliseconds) }
        }
        return .object(object)
    }

    private static func begin(_ revision: Revision, _ writer: inout JSONWriter) {
        if revision.isModern { writer.raw(#"{"resultType":"complete","#) } else { writer.raw("{") }
    }

    private static func end(_ revision: Revision, _ writer: inout JSONWriter) {
        if revision.isModern {
            writer.raw(#","_meta":"#)
            writer.raw(ModernRequests.resultMetaText)
        }
        writer.raw("}")
    }

    private static func content(_ blocks: [ContentBlock], revision: Revision, into writer: inout JSONWriter) {
        writer.raw(#""content":["#)
        for (index, block) in blocks.enumerated() {
            if index > 0 { writer.raw(",") }
            write(block, number: index + 1, revision: revision, into: &writer)
        }
        writer.raw("]")
    }

    private static func write(_ block: ContentBlock, number: Int, revision: Revision, into writer: inout JSONWriter) {
        switch block.kind {
        case .text(let text): writeText(text, &writer)
        case .image(let data, let mimeType): media("image", data, mimeType, &writer)
        case .audio(let data, let mimeType):
            // 2024-11-05 has no audio blocks (B-45).
            if revision.hasAudio {
                media("audio", data, mimeType, &writer)
            } else {
                blob("\(ServerIdentity.name)://audio/\(number)", mimeType, data, &writer)
            }
        case .resourceText(let uri, let mimeType, let text):
            var resource: JSONObject = ["uri": .string(uri)]
            if !mimeType.isEmpty { resource["mimeType"] = .string(mimeType) }
            resource["text"] = .string(text)
            embedded(resource, &writer)
        case .resourceBlob(let uri, let mimeType, let data): blob(uri, mimeType, data, &writer)
        case .link(let link):
            if revision.hasResourceLinks { writeLink(link, &writer) } else { writeText(describe(link), &writer) }
        }
        if let annotations = block.annotations {
            writer.raw(#","annotations":"#)
            writer.object(render(annotations))
        }
        writer.raw("}")
    }

    private static func writeText(_ text: String, _ writer: inout JSONWriter) {
        writer.raw(#"{"type":"text","text":"#)
        writer.string(text)
    }

    private static func media(_ type: StaticString, _ data: [UInt8], _ mimeType: String, _ writer: inout JSONWriter) {
        writer.raw(#"{"type":""#)
        writer.raw(type)
        writer.raw(#"","data":"#)
        writer.string(Base64.encode(data))
        writer.raw(#","mimeType":"#)
        writer.string(mimeType)
    }

    private static func blob(_ uri: String, _ mimeType: String, _ data: [UInt8], _ writer: inout JSONWriter) {
        var resource: JSONObject = ["uri": .string(uri)]
        if !mimeType.isEmpty { resource["mimeType"] = .string(mimeType) }
        resource["blob"] = .string(Base64.encode(data))
        embedded(resource, &writer)
    }

    private static func embedded(_ resource: JSONObject, _ writer: inout JSONWriter) {
        writer.raw(#"{"type":"resource","resource":"#)
        writer.object(resource)
    }

    private static func writeLink(_ link: ResourceLink, _ writer: inout JSONWriter) {
        writer.raw(#"{"type":"resource_link","uri":"#)
        writer.string(link.uri)
        writer.raw(#","name":"#)
        writer.string(link.name)
        if !link.title.isEmpty {
            writer.raw(#","title":"#)
            writer.string(link.title)
        }
        if !link.description.isEmpty {
            writer.raw(#","description":"#)
            writer.string(link.description)
        }
        if !link.mimeType.isEmpty {
            writer.raw(#","mimeType":"#)
            writer.string(link.mimeType)
        }
        if let size = link.size {
            writer.raw(#","size":"#)
            writer.integer(size)
        }
    }

    private static func describe(_ link: ResourceLink) -> String {
        let label = link.title.isEmpty ? link.name : link.title
        return link.description.isEmpty ? "\(label): \(link.uri)" : "\(label): \(link.uri)\n\(link.description)"
    }

    private static func render(_ annotations: ContentBlock.Annotations) -> JSONObject {
        var object = JSONObject()
        var audience: [JSON] = []
        if annotations.forUser { audience.append("user") }
        if annotations.forAssistant { audience.append("assistant") }
        if !audience.isEmpty { object["audience"] = .array(audience) }
        if let priority = annotations.priority { object["priority"] = JSON(priority) }
        return object
    }
}
