
@testable import PluginKit

/// A running call as a tool sees it, with a host behind it that only takes notes.
final class FakeCall {
    final class Notes {
        var texts: [String] = []
        var structured: [String] = []
        var failure: Failure?
        var progress: [String] = []
        var log: [String] = []
        var questions: [mcp_question] = []
        var fieldNames: [String] = []
        var requests: [String] = []
        var attempts: [String] = []
        var isCancelled = false
        var waitStatus = Status.ok
        var askStatus = Status.ok
        var answerAction = MCP_ANSWER_ACCEPTED
        var answerContent: String?
        var httpStatus = Status.ok
        var httpBody = ""
    }

    private struct Handle {
        var call: mcp_call
        var notes: Unmanaged<Notes>
    }

    let notes = Notes()
    private let table: UnsafeMutablePointer<mcp_call_api>
    private let handle: UnsafeMutablePointer<Handle>

    var call: Call { UnsafeMutableRawPointer(handle).assumingMemoryBound(to: mcp_call.self) }

    init() {
        table = .allocate(capacity: 1)
        table.initialize(to: Self.api)
        handle = .allocate(capacity: 1)
        handle.initialize(to: Handle(call: mcp_call(api: table), notes: .passUnretained(notes)))
    }

    deinit {
        table.deallocate()
        handle.deallocate()
    }

    static func notes(_ call: Call?) -> Notes {
        UnsafeMutableRawPointer(call!).assumingMemoryBound(to: Handle.self).pointee.notes.takeUnretainedValue()
    }

    private static var api: mcp_call_api {
        var api = mcp_call_api()
        api.struct_size = UInt32(MemoryLayout<mcp_call_api>.size)
        api.text = { call, text in
            FakeCall.notes(call).texts.append(String(text))
            return .ok
        }
        api.structured = { call, value in
            FakeCall.notes(call).structured.append(value.optional ?? "absent")
            return .ok
        }
        api.fail = { call, failure in
            let failure = failure!.pointee
            let retry: Failure.Retry =
                switch Int(failure.retry) {
                case MCP_RETRY_NEVER: .never
                case MCP_RETRY_LATER: .later(after: .milliseconds(failure.retry_after_ms))
                case MCP_RETRY_UNKNOWN: .unknown
                default: .unspecified
                }
            FakeCall.notes(call).failure = Failure(String(failure.code), String(failure.message), retry: retry)
            return .failed
        }
        api.annotate = { call, audience, priority in
            FakeCall.notes(call).texts.append("for \(audience) at \(priority)")
            return .ok
        }
        api.resource_blob = { call, uri, type, data in
            FakeCall.notes(call).texts.append("\(uri) \(type) \(data.size) bytes")
            return .ok
        }
        api.trace = { _, entry in
            guard entry == UInt32(MCP_TRACE_PARENT) else { return mcp_str() }
            let forever = Arena()
            forever.isPermanent = true
            return forever.text("00-1-2-01")
        }
        api.recover = { call in
            FakeCall.notes(call).failure = nil
            return .ok
        }
        api.cancelled = { FakeCall.notes($0).isCancelled }
        api.remaining_ms = { _ in 1500 }
        api.wait_ms = { call, _ in FakeCall.notes(call).waitStatus }
        api.progress = { call, done, total, message in
            FakeCall.notes(call).progress.append("\(done)/\(total) \(message)")
            return .ok
        }
        api.log = { call, level, logger, data in
            FakeCall.notes(call).log.append("\(level) \(logger) \(data.optional ?? "")")
            return .ok
        }
        api.ask = { call, question, answer in
            let notes = FakeCall.notes(call)
            let question = question!.pointee
            notes.questions.append(question)
            notes.fieldNames = UnsafeBufferPointer(start: question.fields, count: question.field_count)
                .map { String($0.name) }
            answer!.pointee.action = UInt32(notes.answerAction)
            if let content = notes.answerContent {
                // Lives as long as the process: a test may keep it as a host keeps it until the tool returns.
                let forever = Arena()
                forever.isPermanent = true
                let span = forever.text(content)
                answer!.pointee.content = mcp_json(data: span.data, size: span.size)
            }
            return notes.askStatus
        }
        return api
    }
}
