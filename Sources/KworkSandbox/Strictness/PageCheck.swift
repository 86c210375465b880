/// What the web site checks on a request of a page's script: it has to look as if the page of a new offer had sent it.
struct PageCheck: Sendable {
    var accept: String

    /// - Parameters:
    ///   - root: address of the web host with a slash at its end.
    ///   - session: the session of the request's cookie; without one its tokens cannot be judged.
    /// - Throws: the first violation found.
    func check(_ request: Request, _ parameters: Parameters, root: String, session: WebSession?) throws(Violation) {
        guard request.values(of: "X-Requested-With") == ["XMLHttpRequest"] else {
            throw .csrf("missing-requested-with", "\(request.path) carries X-Requested-With: XMLHttpRequest")
        }
        guard request.values(of: "Origin") == [String(root.dropLast())] else {
            throw .csrf("wrong-origin", "Origin of \(request.path) is the root of the web host without a slash")
        }
        guard let project = Self.project(inRefererOf: request, root: root) else {
            throw .csrf("wrong-referer", "Referer of \(request.path) is the page /new_offer?project=ID of the web host")
        }
        for name in ["projectId", "wantid", "wantId"] {
            for value in (parameters.query[name] ?? []) + (parameters.form[name] ?? []) where value != String(project) {
                throw .csrf("wrong-referer", "'\(name)' of \(request.path) and the Referer name different projects")
            }
        }
        guard request.values(of: "Accept") == [accept] else {
            throw Violation(code: "wrong-accept", message: "Accept of \(request.path) is \(accept)")
        }
        if let session { try checkTokens(request, parameters, session) }
    }

    /// The project whose page the request says it comes from.
    static func project(inRefererOf request: Request, root: String) -> Int? {
        let start = root + "new_offer?project="
        guard let referer = request.values(of: "Referer").first, request.values(of: "Referer").count == 1, referer.hasPrefix(start) else {
            return nil
        }
        return Int(referer.dropFirst(start.count))
    }

    private func checkTokens(_ request: Request, _ parameters: Parameters, _ session: WebSession) throws(Violation) {
        let cookies = request.cookies
        let known = ["csrf_user_token": session.csrf, "csrf_token": session.headerToken, "XSRF-TOKEN": FormEncoding.encode(session.xsrf)]
        for (name, value) in known where cookies[name] != nil && cookies[name] != value {
            throw .csrf("wrong-csrf-cookie", "the cookie '\(name)' is not the one of this session")
        }
        let header = cookies["csrf_token"] ?? cookies["csrf_user_token"]
        try compare(request, "X-CSRF-Token", with: header, otherwise: [session.csrf, session.headerToken])
        try compare(request, "X-XSRF-TOKEN", with: cookies["XSRF-TOKEN"] == nil ? nil : session.xsrf, otherwise: [session.xsrf])
        guard let field = parameters.form["csrftoken"]?.first else { return }
        // Whoever has no better source sends the value of the other cookie.
        let accepted = cookies["csrf_user_token"] == nil ? [session.csrf, session.xsrf] : [session.csrf]
        guard accepted.contains(field) else {
            throw .csrf("wrong-csrf-field", "'csrftoken' of \(request.path) is not the token of this session")
        }
    }

    /// - Parameter cookie: what the cookie asks for; without a cookie the header may stay away.
    private func compare(_ request: Request, _ name: String, with cookie: String?, otherwise allowed: [String]) throws(Violation) {
        let sent = request.values(of: name)
        guard let cookie else {
            guard sent.isEmpty || (sent.count == 1 && allowed.contains(sent[0])) else {
                throw .csrf("wrong-csrf-header", "\(name) of \(request.path) is not the token of this session")
            }
            return
        }
        guard sent == [cookie] else {
            throw .csrf(
                sent.isEmpty ? "missing-csrf-header" : "wrong-csrf-header", "\(name) of \(request.path) repeats the value of its cookie, decoded")
        }
    }
}
