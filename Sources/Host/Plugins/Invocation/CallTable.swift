import PluginABI

/// The table of functions behind every `mcp_call`: finds the call, then does what the extensions of `CallHandle` say.
enum CallTable {
    // Written once here and read by bundles ever after.
    nonisolated(unsafe) static let shared: UnsafePointer<mcp_call_api> = {
        var api = mcp_call_api()
        api.struct_size = UInt32(MemoryLayout<mcp_call_api>.size)
        api.revision = 0
        addContent(&api)
        addFailures(&api)
        addProgress(&api)
        let table = UnsafeMutablePointer<mcp_call_api>.allocate(capacity: 1)
        table.initialize(to: api)
        return UnsafePointer(table)
    }()

    private static func addContent(_ api: inout mcp_call_api) {
        api.text = { call, text in CallHandle.from(call)?.addText(text) ?? CallStatus.invalid }
        api.structured = { call, json in CallHandle.from(call)?.setStructured(json) ?? CallStatus.invalid }
        api.image = { call, data, type in
            guard let handle = CallHandle.from(call) else { return CallStatus.invalid }
            if handle.isTooLarge(data) { return CallStatus.failed }
            guard let (bytes, mimeType) = handle.binary(data, type, "image") else { return CallStatus.invalid }
            return handle.add(.image(data: bytes, mimeType: mimeType), size: CallTable.base64Size(bytes.count))
        }
        api.audio = { call, data, type in
            guard let handle = CallHandle.from(call) else { return CallStatus.invalid }
            if handle.isTooLarge(data) { return CallStatus.failed }
            guard let (bytes, mimeType) = handle.binary(data, type, "audio") else { return CallStatus.invalid }
            return handle.add(.audio(data: bytes, mimeType: mimeType), size: CallTable.base64Size(bytes.count))
        }
        api.resource_text = { call, uri, type, text in
            guard let handle = CallHandle.from(call) else { return CallStatus.invalid }
            guard let uri = handle.requiredText(uri, "the uri of a resource"),
                let type = handle.copied(type, "the mime type of a resource"),
                let text = handle.copied(text, "the text of a resource")
            else { return CallStatus.invalid }
            return handle.add(
                .resourceText(uri: uri, mimeType: type, text: text), size: uri.utf8.count + text.utf8.count)
        }
        api.resource_blob = { call, uri, type, data in
            guard let handle = CallHandle.from(call) else { return CallStatus.invalid }
            if handle.isTooLarge(data) { return CallStatus.failed }
            guard let uri = handle.requiredText(uri, "the uri of a resource"),
                let type = handle.copied(type, "the mime type of a resource"),
                let bytes = handle.bytes(data, "the data of a resource")
            else { return CallStatus.invalid }
            return handle.add(
                .resourceBlob(uri: uri, mimeType: type, data: bytes), size: uri.utf8.count + CallTable.base64Size(bytes.count))
        }
        api.link = { call, link in CallHandle.from(call)?.addLink(link) ?? CallStatus.invalid }
        api.annotate = { call, audience, priority in
            CallHandle.from(call)?.annotate(audience: audience, priority: priority) ?? CallStatus.invalid
        }
    }

    private static func addFailures(_ api: inout mcp_call_api) {
        api.fail = { call, failure in CallHandle.from(call)?.fail(failure) ?? CallStatus.invalid }
        api.failure = { call, out in CallHandle.from(call)?.readFailure(out) ?? CallStatus.invalid }
        api.recover = { call in CallHandle.from(call)?.recover() ?? CallStatus.invalid }
    }

    private static func addProgress(_ api: inout mcp_call_api) {
        api.remaining_ms = { call in CallHandle.from(call)?.call.deadline.remainingMilliseconds ?? 0 }
        // A call that is over should stop whoever still works for it.
        api.cancelled = { call in CallHandle.from(call)?.isStopped ?? true }
        api.wait_ms = { call, milliseconds in CallHandle.from(call)?.wait(milliseconds) ?? CallStatus.invalid }
        api.progress = { call, progress, total, message in
            CallHandle.from(call)?.progress(progress, total, message) ?? CallStatus.invalid
        }
        api.log = { call, level, logger, data in
            CallHandle.from(call)?.log(level, logger, data) ?? CallStatus.invalid
        }
        api.trace = { call, entry in CallHandle.from(call)?.traceEntry(entry) ?? mcp_str() }
        api.ask = { call, question, out in CallHandle.from(call)?.ask(question, out) ?? CallStatus.invalid }
    }

    /// What binary data takes in an answer.
    fileprivate static func base64Size(_ count: Int) -> Int { (count + 2) / 3 * 4 }
}

extension CallHandle {
    /// Whether data exceeds a whole answer: then it is noted as cut and not even copied.
    fileprivate func isTooLarge(_ data: mcp_bytes) -> Bool {
        state.withLock { state in
            guard data.size > state.limit else { return false }
            state.cut(keeping: nil)
            return true
        }
    }

    /// A copy of bytes; nil, and in the log, when they break rule R2.
    fileprivate func bytes(_ data: mcp_bytes, _ name: String) -> [UInt8]? {
        guard data.size > 0 else { return [] }
        guard let start = data.data else {
            _ = invalid("R2", "\(name) has a size but no data")
            return nil
        }
        return Array(UnsafeBufferPointer(start: start, count: data.size))
    }

    fileprivate func binary(_ data: mcp_bytes, _ type: mcp_str, _ name: String) -> ([UInt8], String)? {
        guard let mimeType = requiredText(type, "the mime type of \(name)"), let bytes = bytes(data, "the data of \(name)")
        else { return nil }
        return (bytes, mimeType)
    }

    fileprivate func requiredText(_ text: mcp_str, _ name: String) -> String? {
        guard let copy = copied(text, name) else { return nil }
        guard !copy.isEmpty else {
            _ = invalid("R2", "\(name) is empty")
            return nil
        }
        return copy
    }

    fileprivate func addLink(_ pointer: UnsafePointer<mcp_link>?) -> Int32 {
        guard let pointer else { return invalid("R2", "link got a null pointer") }
        let size = UnsafeRawPointer(pointer).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: size, minimum: 96, of: "mcp_link") { return invalid("R1", problem) }
        let raw = GrowingStruct.read(pointer, size: size, zero: mcp_link())
        guard raw.reserved == 0 else { return invalid("R1", "mcp_link has reserved \(raw.reserved), which must be 0") }
        guard let uri = requiredText(raw.uri, "the uri of a link"), let name = requiredText(raw.name, "the name of a link"),
            let title = copied(raw.title, "the title of a link"),
            let description = copied(raw.description, "the description of a link"),
            let mimeType = copied(raw.mime_type, "the mime type of a link")
        else { return CallStatus.invalid }
        guard TextFormat.uri.matches(uri) else {
            return invalid("R2", "the uri of a link is no absolute URI: \(JSON.string(ArgumentProblems.cut(uri, 80)).text)")
        }
        let link = ResourceLink(
            uri: uri, name: name, title: title, description: description, mimeType: mimeType,
            size: raw.size < 0 ? nil : raw.size)
        return add(.link(link), size: uri.utf8.count + name.utf8.count + title.utf8.count + description.utf8.count)
    }
}
