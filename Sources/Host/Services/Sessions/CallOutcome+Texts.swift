extension CallOutcome {
    /// The same with every text changed that a client gets to read: blocks, names and values of the structured result, the
    /// failure and its details, questions. Bytes of images and the like stay.
    func mapTexts(_ change: (String) -> String) -> CallOutcome {
        switch self {
        case .answer(let answer):
            return .answer(ToolAnswer(content: answer.content.map { $0.mapTexts(change) }, structured: answer.structured?.mapTexts(change)))
        case .failure(var failure, let partial):
            failure.message = change(failure.message)
            if case .object(let details) = JSON.object(failure.details).mapTexts(change) { failure.details = details }
            return .failure(failure, partial: partial.map { $0.mapTexts(change) })
        case .pending(var questions):
            for index in questions.indices { questions[index].message = change(questions[index].message) }
            return .pending(questions)
        case .cancelled: return self
        }
    }
}

extension ContentBlock {
    fileprivate func mapTexts(_ change: (String) -> String) -> ContentBlock {
        var block = self
        switch kind {
        case .text(let text): block.kind = .text(change(text))
        case .resourceText(let uri, let mimeType, let text): block.kind = .resourceText(uri: change(uri), mimeType: mimeType, text: change(text))
        case .link(var link):
            (link.uri, link.name, link.title, link.description) =
                (change(link.uri), change(link.name), change(link.title), change(link.description))
            block.kind = .link(link)
        case .image, .audio, .resourceBlob: break
        }
        return block
    }
}

extension JSON {
    fileprivate func mapTexts(_ change: (String) -> String) -> JSON {
        switch self {
        case .string(let text): .string(change(text))
        case .array(let items): .array(items.map { $0.mapTexts(change) })
        case .object(let object):
            .object(JSONObject(members: object.members.map { .init(name: change($0.name), value: $0.value.mapTexts(change)) }))
        case .null, .bool, .integer, .number: self
        }
    }
}
