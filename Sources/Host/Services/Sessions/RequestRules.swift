/// What a tool may ask of a session. Checked before anything is sent, on plain values.
enum RequestRules {
    /// Why this request may not go on behalf of this call; nil when it may.
    static func problem(_ request: SessionRequest, call: ToolCall) -> Problem? {
        let tool = call.tool.definition.name
        guard call.tool.sessions.contains(request.session) else {
            return Problem(.sessionNotGranted, "", message:
                "The bundle of \(tool) may not use the session \"\(request.session)\". The operator can add it to \"sessions\" of "
                + "the plugin \"\(call.tool.bundleName)\" in plugins.json.")
        }
        if request.effect == .write, !call.mayWrite { return writeRefused(call) }
        return shapeProblem(request)
    }

    /// Names the rule that forbids writing and the way to lift it (architecture, decision 16).
    private static func writeRefused(_ call: ToolCall) -> Problem {
        let tool = call.tool.definition.name
        if call.isPreview {
            return Problem(.writeDisabled, "", message:
                "The preview of \(tool) tried to send a request that changes something; nothing was sent. This is a mistake in its bundle.")
        }
        if !call.tool.definition.hints.contains(.write) {
            return Problem(.writeDisabled, "", message:
                "\(tool) is declared as read-only, so it cannot send a request that changes something. This is a mistake in its bundle.")
        }
        return Problem(.writeDisabled, "", message:
            "Writing is switched off for \(tool), nothing was sent. The operator can set \"writes\" to \"auto\" or \"confirm\" in "
            + "plugins.json (in \"policy\" and in the plugin \"\(call.tool.bundleName)\"), or start without --read-only.")
    }

    /// What is wrong with the request in itself.
    static func shapeProblem(_ request: SessionRequest) -> Problem? {
        func invalid(_ message: String) -> Problem { Problem(.invalidRequest, "", message: message) }
        guard HTTPRequest.Method(rawValue: request.method) != nil else {
            return invalid("The request's method must be GET, HEAD, POST, PUT, PATCH or DELETE.")
        }
        if request.effect == .read, ["PUT", "PATCH", "DELETE"].contains(request.method) {
            return invalid("A \(request.method) request changes something, so it must be sent as a write. This is a mistake in the bundle.")
        }
        if let fault = pathFault(request.path) { return invalid("The request's path \(fault).") }
        for header in request.headers {
            guard HeaderRules.isToken(header.name) else { return invalid("The request has a header whose name is no header name.") }
            guard !HeaderRules.isReserved(header.name) else {
                return invalid("The header \(header.name) is set by the host alone; leave it out.")
            }
            guard HeaderRules.isValue(header.value) else {
                return invalid("The header \(header.name) has a line end or control character in its value, or is too long.")
            }
        }
        if request.query.contains(where: { $0.name.isEmpty }) { return invalid("The request has a query parameter without a name.") }
        switch request.body {
        case .none, .form: break
        case .multipart(let parts):
            let names = parts.flatMap { [$0.name, $0.fileName, $0.contentType] }
            if names.contains(where: { !HeaderRules.isValue($0) }) || parts.contains(where: { $0.name.isEmpty }) {
                return invalid("A part of the multipart body has no name, or a control character in its name, file name or type.")
            }
        case .bytes(_, let contentType):
            if !HeaderRules.isValue(contentType) { return invalid("The content type has a control character in it.") }
        }
        if case .none = request.body {} else if request.method == "GET" || request.method == "HEAD" {
            return invalid("A \(request.method) request has no body.")
        }
        return nil
    }

    /// What is wrong with a path that should stay below the base address; nil when nothing is.
    static func pathFault(_ path: String) -> String? {
        if path.utf8.contains(where: { $0 < 0x20 || $0 == 0x7F }) { return "has a control character in it" }
        if path.utf8.contains(where: { "?#\\".utf8.contains($0) }) { return "must not contain ?, # or a backslash; use `query`" }
        if path.hasPrefix("//") || path.split(separator: "/", omittingEmptySubsequences: false).first?.contains(":") == true {
            return "must not name a scheme or host"
        }
        // Servers decode once or twice, so dots count in every spelling.
        for segment in path.split(separator: "/") {
            let once = Percent.decode(String(segment))
            for spelling in [String(segment), once, Percent.decode(once)] {
                if spelling == "." || spelling == ".." { return "must not contain . or .. segments" }
                if spelling.contains("/") || spelling.contains("\\") { return "must not contain an encoded slash" }
            }
        }
        return nil
    }
}
