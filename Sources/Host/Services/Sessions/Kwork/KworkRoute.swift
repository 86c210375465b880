/// What the API's routes want beyond the common form.
enum KworkRoute {
    /// The route's name in a path.
    static func name(_ path: String) -> String { path.hasPrefix("/") ? String(path.dropFirst()) : path }

    /// The token goes last into the query, where the API looks for it; `exchangeInfo` takes it from the form.
    static func add(token: String, to request: inout OutgoingRequest) {
        let field = HTTPHeader(name: "token", value: token)
        request.query.removeAll { $0.name == "token" }
        guard name(request.path) == "exchangeInfo" else { return request.query.append(field) }
        if case .form(let fields) = request.body {
            request.body = .form(fields.filter { $0.name != "token" } + [field])
        } else {
            request.body = .form([field])
        }
    }
}
