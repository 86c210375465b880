/// Judges the form of a request: everything that can be said without looking at accounts or tokens.
///
/// The real service forgives most of this silently (a misspelt parameter is simply ignored). The sandbox does not,
/// because silence is how such mistakes survive.
struct Inspector: Sendable {
    /// The constant of the mobile app that every API request carries.
    static let basicCredential = "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw=="

    var route: Route
    var request: Request

    /// - Returns: the parameters, each where it belongs and well typed.
    /// - Throws: the first violation found.
    func parameters() throws(Violation) -> Parameters {
        try checkMethod()
        switch route.host {
        case .api: try checkAPIHeaders()
        case .web: try checkWebHeaders()
        }
        guard let query = FormEncoding.items(in: request.query.utf8) else {
            throw Violation(code: "bad-encoding", message: "the query string is not percent-encoded UTF-8")
        }
        let place = route.bodyPlace
        let body = try bodyItems(place)
        var parameters = Parameters(query: try check(query, place: .query), form: try check(body.filter { $0.file == nil }.map(\.item), place: place))
        parameters.files = try checkFiles(body.compactMap(\.file))
        return parameters
    }

    private func checkMethod() throws(Violation) {
        guard request.method != route.method else { return }
        throw Violation(
            code: "wrong-method", message: "\(route.path) takes \(route.method), not \(request.method)", status: 405,
            headers: [Header(name: "Allow", value: route.method)])
    }

    private func checkAPIHeaders() throws(Violation) {
        let authorization = request.values(of: "Authorization")
        guard authorization == [Self.basicCredential] else {
            throw Violation(
                code: authorization.isEmpty ? "missing-basic-header" : "wrong-basic-header",
                message: "every API request carries the Authorization header of the mobile app", status: 401,
                headers: [Header(name: "WWW-Authenticate", value: "Basic realm=\"api\"")])
        }
        guard request.values(of: "Cookie").isEmpty else {
            throw Violation(code: "cookie-on-api-host", message: "the API host gets no cookies")
        }
        guard request.values(of: "Content-Length").count == 1 || !request.values(of: "Transfer-Encoding").isEmpty else {
            throw Violation(code: "missing-content-length", message: "a POST without body says Content-Length: 0")
        }
    }

    private func checkWebHeaders() throws(Violation) {
        guard request.values(of: "Authorization").isEmpty else {
            throw Violation(code: "basic-header-on-web-host", message: "the web host gets no Authorization header")
        }
    }

    /// One entry of a body in whatever format.
    private struct BodyItem {
        var item: FormItem
        var file: MultipartPart?
    }

    private func bodyItems(_ place: ParameterRule.Place) throws(Violation) -> [BodyItem] {
        guard !request.body.isEmpty else { return [] }
        let header = request.values(of: "Content-Type").first ?? "none"
        let type = header.split(separator: ";").first.map { String($0).trimmingBlanks().lowercased() } ?? "none"
        guard type == place.contentType else {
            throw Violation(code: "wrong-content-type", message: "a body of \(route.path) is \(place.contentType)", status: 415)
        }
        switch place {
        case .multipart: return try multipartItems(header)
        case .json: return try jsonItems()
        case .query, .form:
            guard let items = FormEncoding.items(in: request.body) else {
                throw Violation(code: "bad-encoding", message: "the form body is not percent-encoded UTF-8")
            }
            return items.map { BodyItem(item: $0) }
        }
    }

    private func multipartItems(_ header: String) throws(Violation) -> [BodyItem] {
        guard let parts = Multipart.parts(of: request.body, contentType: header) else {
            throw Violation(code: "bad-multipart", message: "the body of \(route.path) is not complete multipart/form-data with a boundary")
        }
        var items: [BodyItem] = []
        for part in parts {
            if part.fileName != nil {
                items.append(BodyItem(item: FormItem(name: part.name, value: ""), file: part))
            } else {
                guard let text = String(validating: part.content, as: UTF8.self) else {
                    throw Violation(code: "bad-encoding", message: "the field '\(part.name)' of \(route.path) is not UTF-8")
                }
                items.append(BodyItem(item: FormItem(name: part.name, value: text)))
            }
        }
        return items
    }

    /// Types are judged here, because the text form of a value no longer shows them.
    private func jsonItems() throws(Violation) -> [BodyItem] {
        guard case .object(let members)? = JSON(parsing: request.body) else {
            throw Violation(code: "bad-json", message: "the body of \(route.path) is not a JSON object")
        }
        var items: [BodyItem] = []
        for member in members {
            if let complaint = rule(for: member.key, place: .json)?.complaint(aboutJSON: member.value) {
                throw Violation(code: "wrong-parameter-type", message: "'\(member.key)' of \(route.path) \(complaint)")
            }
            let value = member.value.text ?? member.value.integer.map { String($0) } ?? ""
            items.append(BodyItem(item: FormItem(name: member.key, value: value)))
        }
        return items
    }

    private func checkFiles(_ files: [MultipartPart]) throws(Violation) -> [MultipartPart] {
        for file in files {
            guard let rule = rule(for: file.name, place: .multipart), rule.kind.isFile else {
                throw Violation(code: "unknown-parameter", message: "\(route.path) takes no file named '\(file.name)'")
            }
        }
        for rule in route.parameters where rule.kind.isFile && rule.required && !files.contains(where: { $0.name == rule.name }) {
            throw Violation(code: "missing-parameter", message: "\(route.path) needs the file '\(rule.name)'")
        }
        return files
    }

    private func check(_ items: [FormItem], place: ParameterRule.Place) throws(Violation) -> [String: [String]] {
        var accepted: [String: [String]] = [:]
        for item in items {
            guard let rule = rule(for: item.name, place: place) else { throw misplacedOrUnknown(item.name, place: place) }
            if accepted[item.name] != nil, !item.name.hasSuffix("[]") {
                throw Violation(code: "repeated-parameter", message: "'\(item.name)' of \(route.path) came more than once")
            }
            if let complaint = rule.complaint(about: item.value) {
                throw Violation(code: "wrong-parameter-type", message: "'\(item.name)' of \(route.path) \(complaint)")
            }
            accepted[item.name, default: []].append(item.value)
        }
        for rule in route.parameters where rule.required && rule.place == place && !rule.kind.isFile && accepted[rule.name] == nil {
            throw missing(rule)
        }
        return accepted
    }

    private func rule(for name: String, place: ParameterRule.Place) -> ParameterRule? {
        if name == "token", route.token != .never, place == .query || place == .form {
            return ParameterRule(name: "token", place: place, kind: .filledText, required: false)
        }
        return route.parameters.first { $0.name == name && $0.place == place }
    }

    private func misplacedOrUnknown(_ name: String, place: ParameterRule.Place) -> Violation {
        guard let rule = route.parameters.first(where: { $0.name == name }) else {
            return Violation(code: "unknown-parameter", message: "\(route.path) does not know the parameter '\(name)'")
        }
        return misplaced(rule)
    }

    private func missing(_ rule: ParameterRule) -> Violation {
        // A required parameter that came in the other place is better told as misplaced.
        let other = rule.place == .query ? FormEncoding.items(in: request.body) : FormEncoding.items(in: request.query.utf8)
        if other?.contains(where: { $0.name == rule.name }) == true { return misplaced(rule) }
        return Violation(code: "missing-parameter", message: "\(route.path) needs the parameter '\(rule.name)'")
    }

    private func misplaced(_ rule: ParameterRule) -> Violation {
        Violation(code: "misplaced-parameter", message: "'\(rule.name)' of \(route.path) belongs in \(rule.place.description)")
    }
}

extension String {
    /// Without blanks at both ends.
    func trimmingBlanks() -> String {
        var text = self[...]
        while text.first?.isWhitespace == true { text.removeFirst() }
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }
}
