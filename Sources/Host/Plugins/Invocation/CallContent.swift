import PluginABI

/// Adding to the answer of a call.
extension CallHandle {
    /// What each block costs besides its content, so that a million empty ones reach the limit, too.
    static let blockCost = 32

    /// Adds a text block, cut at the size limit.
    func addText(_ text: mcp_str) -> Int32 {
        if isStopped { return CallStatus.cancelled }
        let room = state.withLock { state in state.isCut ? 0 : state.limit - state.size - CallHandle.blockCost }
        if text.size <= room || text.data == nil {
            guard let copy = copied(text, "text") else { return CallStatus.invalid }
            return add(.text(copy), size: copy.utf8.count)
        }
        return addCut(text, room: room)
    }

    /// Adds a block that cannot be cut: one too large is left out.
    func add(_ kind: ContentBlock.Kind, size: Int) -> Int32 {
        if isStopped { return CallStatus.cancelled }
        let cost = size + CallHandle.blockCost
        return state.withLock { state in
            guard !state.isFinished else { return CallStatus.invalid }
            guard !state.isCut, cost <= state.limit - state.size else {
                state.cut(keeping: nil)
                return CallStatus.failed
            }
            state.size += cost
            state.content.append(ContentBlock(kind))
            return CallStatus.ok
        }
    }

    func setStructured(_ json: mcp_json) -> Int32 {
        if isStopped { return CallStatus.cancelled }
        let (limit, isCut) = state.withLock { ($0.limit, $0.isCut) }
        guard !isCut, json.size <= limit else {
            return state.withLock { state in
                state.cut(keeping: nil)
                return CallStatus.failed
            }
        }
        guard let value = parsed(json, "the structured result") else { return CallStatus.invalid }
        enum Step { case ok, failed, twice, finished }
        let step: Step = state.withLock { state in
            guard !state.isFinished else { return .finished }
            guard state.structured == nil else { return .twice }
            guard json.size <= state.limit - state.size else {
                state.cut(keeping: nil)
                return .failed
            }
            state.size += json.size
            state.structured = value
            return .ok
        }
        return switch step {
        case .ok: CallStatus.ok
        case .failed: CallStatus.failed
        case .finished: CallStatus.invalid
        case .twice: invalid("R2", "it set the structured result twice; the first one stands")
        }
    }

    /// Annotates the block added last.
    func annotate(audience: UInt32, priority: Double) -> Int32 {
        guard audience & ~3 == 0 else { return invalid("R10", "annotate got the unknown audience bits \(audience)") }
        guard priority <= 1 else { return invalid("R2", "annotate got a priority that is not at most 1") }
        enum Step { case ok, failed, none }
        let step: Step = state.withLock { state in
            guard !state.isFinished, !state.content.isEmpty else { return state.isCut ? .failed : .none }
            state.content[state.content.count - 1].annotations = ContentBlock.Annotations(
                forUser: audience & 1 != 0, forAssistant: audience & 2 != 0, priority: priority < 0 ? nil : priority)
            return .ok
        }
        return switch step {
        case .ok: CallStatus.ok
        case .failed: CallStatus.failed
        case .none: invalid("R2", "annotate was called before any content was added")
        }
    }

    /// A checked copy of text from the bundle; nil, and in the log, when it breaks rule R2.
    func copied(_ text: mcp_str, _ name: String, limit: Int = .max) -> String? {
        switch BorrowedText.copy(text, limit: limit) {
        case .success(let copy): return copy
        case .failure(let problem):
            _ = invalid("R2", "\(name) \(problem.message)")
            return nil
        }
    }

    /// A JSON value from the bundle; nil, and in the log, when it is none.
    func parsed(_ json: mcp_json, _ name: String) -> JSON? {
        guard let data = json.data else {
            _ = invalid("R2", "\(name) has no data")
            return nil
        }
        let bytes = UnsafeRawBufferPointer(start: data, count: json.size).bindMemory(to: UInt8.self)
        switch JSON.parse(bytes) {
        case .success(let value): return value
        case .failure(let error):
            _ = invalid("R2", "\(name) is not JSON: \(error.message) at byte \(error.offset)")
            return nil
        }
    }

    private func addCut(_ text: mcp_str, room: Int) -> Int32 {
        let bytes = UnsafeRawBufferPointer(start: text.data, count: text.size)
        var end = min(max(room, 0), text.size)
        // Back to the start of a character.
        while end > 0, end < bytes.count, bytes[end] & 0xC0 == 0x80 { end -= 1 }
        guard let kept = copied(mcp_str(data: text.data, size: end), "text") else { return CallStatus.invalid }
        return state.withLock { state in
            guard !state.isFinished else { return CallStatus.invalid }
            state.cut(keeping: kept)
            return CallStatus.failed
        }
    }
}

extension CallState {
    /// Ends the answer at its limit: keeps the text that still fits, says in the answer that it was cut, and records the
    /// failure that MCP_FAILED promises.
    mutating func cut(keeping text: String?) {
        guard !isCut else { return }
        isCut = true
        if let text, !text.isEmpty {
            size += text.utf8.count
            content.append(ContentBlock(.text(text)))
        }
        content.append(ContentBlock(.text("[The answer was cut here: it exceeds the limit of \(limit) bytes. Ask for less.]")))
        failure = Failure("too_large", "The answer exceeds the limit of \(limit) bytes. Ask for less at a time.", retry: .never)
        failedByTool = false
    }
}
