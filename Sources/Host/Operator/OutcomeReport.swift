/// The outcome of a call, as text for people or as the whole result for programs.
struct OutcomeReport {
    var toolName: String
    var outcome: CallOutcome
    /// Whether the bundle's failures are JSON texts.
    var hasJSONFailures = false

    var exitStatus: ExitStatus {
        switch outcome {
        case .answer: .success
        case .failure(let failure, _): failure.retry == .outcomeUnknown ? .outcomeUnknown : .failure
        case .pending, .cancelled: .failure
        }
    }

    /// Whether the tool wanted a session that it does not have.
    var lacksSession: Bool {
        guard case .failure(let failure, _) = outcome else { return false }
        return [FailureCode.sessionNotGranted.rawValue, FailureCode.sessionNotConfigured.rawValue].contains(failure.code)
    }

    /// The result as clients of the newest handshake revision get it.
    var json: String {
        var writer = JSONWriter()
        switch outcome {
        case .answer(let answer): CallResultRendering.write(answer, revision: .newestLegacy, into: &writer)
        default: CallResultRendering.write(
                failure, after: partial, asJSON: hasJSONFailures, revision: .newestLegacy, into: &writer)
        }
        return String(decoding: writer.bytes, as: UTF8.self) + "\n"
    }

    /// What belongs on stdout.
    var text: String {
        if case .answer(let answer) = outcome, !answer.content.contains(where: \.isText), let structured = answer.structured {
            return (answer.content.map(\.line) + [structured.text]).joined(separator: "\n") + "\n"
        }
        return content.map { $0.line + "\n" }.joined()
    }

    /// What belongs on stderr; nil after a success.
    var complaint: String? {
        if case .answer = outcome { return nil }
        // Advice about repeating is worth a line only when repeating is what comes to mind.
        switch failure.retry {
        case .unspecified, .never: return failure.message
        case .later, .outcomeUnknown: return CallResultRendering.text(of: failure)
        }
    }

    private var content: [ContentBlock] { if case .answer(let answer) = outcome { answer.content } else { partial } }
    private var partial: [ContentBlock] { if case .failure(_, let partial) = outcome { partial } else { [] } }

    private var failure: Failure {
        switch outcome {
        case .failure(let failure, _): failure
        case .cancelled: Failure("cancelled", "\(toolName) was cancelled.")
        case .pending: Failure("question_open", "\(toolName) waits for an answer that nobody gave.")
        case .answer: Failure("", "")
        }
    }
}

extension ContentBlock {
    fileprivate var isText: Bool { if case .text = kind { true } else { false } }

    /// The block on a terminal; bytes are named, not dumped.
    fileprivate var line: String {
        switch kind {
        case .text(let text): text
        case .image(let data, let type): "[image, \(type), \(data.count) bytes]"
        case .audio(let data, let type): "[audio, \(type), \(data.count) bytes]"
        case .resourceText(let uri, _, let text): "[\(uri)]\n\(text)"
        case .resourceBlob(let uri, let type, let data): "[\(uri), \(type), \(data.count) bytes]"
        case .link(let link): "[\(link.title.isEmpty ? link.name : link.title): \(link.uri)]"
        }
    }
}
