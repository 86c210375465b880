/// What a request to the web site carries beside its cookies.
enum WebHeaders {
    /// Only the host sets these; what a bundle gave is dropped.
    private static let own: Set<String> = ["authorization", "origin", "x-requested-with", "x-csrf-token", "x-xsrf-token"]

    /// Completes a request; nil when its field `csrftoken` wants a value and there is none.
    static func complete(_ request: OutgoingRequest, ticket: WebTicket, now: WallClock) -> OutgoingRequest? {
        var request = request
        let host = request.base.host
        request.webTicket = ticket
        request.headers.removeAll { own.contains($0.name.lowercased()) }
        guard request.method != .get, request.method != .head else { return request }
        func add(_ name: String, _ value: String) { request.headers.append(HTTPHeader(name: name, value: value)) }
        add("X-Requested-With", "XMLHttpRequest")
        add("Origin", request.base.origin)
        if !request.headers.contains(where: { $0.name.lowercased() == "accept" }) { add("Accept", "application/json, text/plain, */*") }
        func cookie(_ name: String) -> String? { ticket.jar.value(name, host: host, now: now) }
        if let key = cookie("csrf_token") ?? cookie("csrf_user_token"), HeaderRules.isValue(key) { add("X-CSRF-Token", key) }
        if let key = cookie("XSRF-TOKEN").map(Percent.decode), HeaderRules.isValue(key) { add("X-XSRF-TOKEN", key) }
        guard wantsFormKey(request.body) else { return request }
        guard let key = ticket.formKey(host: host, now: now) else { return nil }
        request.body = filled(request.body, key)
        return request
    }

    private static func wantsFormKey(_ body: SessionRequest.Body) -> Bool {
        switch body {
        case .form(let fields): fields.contains { $0.name == "csrftoken" && $0.value.isEmpty }
        case .multipart(let parts): parts.contains { $0.name == "csrftoken" && $0.data.isEmpty }
        case .none, .bytes: false
        }
    }

    private static func filled(_ body: SessionRequest.Body, _ key: String) -> SessionRequest.Body {
        switch body {
        case .form(let fields):
            .form(fields.map { $0.name == "csrftoken" && $0.value.isEmpty ? HTTPHeader(name: $0.name, value: key) : $0 })
        case .multipart(let parts):
            .multipart(parts.map { part in
                var part = part
                if part.name == "csrftoken", part.data.isEmpty { part.data = Array(key.utf8) }
                return part
            })
        case .none, .bytes: body
        }
    }

    /// A bundle's `Referer` as an absolute address of the site, or nil when it is none.
    static func referer(_ value: String, base: BaseAddress) -> String? {
        guard !value.utf8.contains(where: { $0 <= 0x20 || $0 >= 0x7F || $0 == UInt8(ascii: "\\") }) else { return nil }
        if value.hasPrefix("/") { return value.hasPrefix("//") ? nil : base.origin + base.path + value.dropFirst() }
        return value == base.origin || value.hasPrefix(base.origin + "/") ? value : nil
    }
}
