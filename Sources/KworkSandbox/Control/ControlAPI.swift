/// `/_sandbox/...` on both listeners: plan faults, look at what came in, turn time forward. Never logged, never limited.
enum ControlAPI {
    static let prefix = "/_sandbox"

    /// - Returns: nil when the request is not for the control API.
    static func answer(_ request: Request, _ sandbox: inout Sandbox) -> Reply? {
        guard request.path == prefix || request.path.hasPrefix(prefix + "/") else { return nil }
        do {
            return try act(request.method, String(request.path.dropFirst(prefix.count + 1)), request, &sandbox)
        } catch {
            return error.reply
        }
    }

    private static func act(_ method: String, _ name: String, _ request: Request, _ sandbox: inout Sandbox) throws(ControlError) -> Reply {
        switch (method, name) {
        case ("GET", "requests"): return try requests(request, sandbox)
        case ("GET", "state"): return .json(state(sandbox))
        case ("GET", "faults"): return .json(["faults": .array(sandbox.plan.faults.map(\.summary))])
        case ("POST", "faults"): return try addFaults(try body(request), &sandbox)
        case ("DELETE", "faults"):
            sandbox.plan.clear()
            return .json(["ok": true])
        case ("POST", "reset"):
            sandbox.reset()
            return .json(["ok": true])
        case ("POST", "expire-tokens"): return try retire(try body(request), as: .expired, &sandbox)
        case ("POST", "revoke-tokens"): return try retire(try body(request), as: .revoked, &sandbox)
        case ("POST", "tokens"):
            var fields = try Fields(try body(request), what: "the body")
            let account = try fields.integer("account", in: 1...sandbox.world.accounts.count) ?? 1
            try fields.finish()
            return .json(["token": .string(sandbox.world.issueToken(account: account - 1, now: sandbox.clock.monotonic()))])
        case ("POST", "messages"): return try receive(try body(request), &sandbox)
        case ("POST", "end-web-sessions"):
            sandbox.world.webSessions = [:]
            return .json(["ok": true])
        case ("POST", "settings"): return try change(try body(request), &sandbox)
        default:
            throw ControlError(
                "the control API has GET requests, state, faults; POST faults, reset, expire-tokens, revoke-tokens, tokens, messages, end-web-sessions, settings; DELETE faults"
            )
        }
    }

    private static func body(_ request: Request) throws(ControlError) -> JSON {
        guard !request.body.isEmpty else { return [:] }
        guard let json = JSON(parsing: request.body) else { throw ControlError("the body is not valid JSON") }
        return json
    }

    /// Everything or nothing: a list with one bad fault adds none.
    private static func addFaults(_ json: JSON, _ sandbox: inout Sandbox) throws(ControlError) -> Reply {
        var faults: [Fault] = []
        for element in json.elements ?? [json] { faults.append(try Fault(element)) }
        return .json(["ids": .array(faults.map { .integer(sandbox.plan.add($0)) })])
    }

    private static func retire(_ json: JSON, as state: IssuedToken.State, _ sandbox: inout Sandbox) throws(ControlError) -> Reply {
        var fields = try Fields(json, what: "the body")
        let token = try fields.text("token")
        try fields.finish()
        return .json(["changed": .integer(sandbox.world.retireTokens(token, as: state))])
    }

    /// Somebody writes to the first account.
    private static func receive(_ json: JSON, _ sandbox: inout Sandbox) throws(ControlError) -> Reply {
        var fields = try Fields(json, what: "the message")
        let name = try fields.text("from")
        guard let sender = sandbox.world.users.first(where: { $0.username == name })?.id, let text = try fields.text("text") else {
            throw ControlError("a message needs 'from', a user name, and 'text'")
        }
        try fields.finish()
        let me = sandbox.world.accounts[0].userID
        let id = sandbox.world.addMessage(Message(id: 0, from: sender, to: me, text: text, time: sandbox.clock.unix(), unread: true))
        return .json(["id": .integer(id)])
    }

    private static func change(_ json: JSON, _ sandbox: inout Sandbox) throws(ControlError) -> Reply {
        var fields = try Fields(json, what: "the settings")
        var world = sandbox.world
        if let digits = fields.peek("phone_digits") {
            fields.drop("phone_digits")
            guard digits == .null || digits.text != nil else { throw ControlError("'phone_digits' must be a string or null") }
            world.settings.phoneDigits = digits.text
        }
        if let captcha = try fields.bool("captcha") { world.settings.captchaAtSignIn = captcha }
        if let seconds = try fields.integer("token_lifetime", in: 0...1_000_000_000) { world.settings.tokenLifetime = seconds }
        if let password = try fields.text("password") { world.accounts[0].password = password }
        if let connects = try fields.integer("active_connects", in: 0...10_000) { world.accounts[0].activeConnects = connects }
        if let shown = try fields.bool("notifications") { world.settings.notifications = shown }
        if let favourites = fields.take("favourite_categories") {
            let ids = (favourites.elements ?? []).compactMap(\.integer)
            guard let elements = favourites.elements, ids.count == elements.count else {
                throw ControlError("'favourite_categories' must be a list of ids")
            }
            world.accounts[0].favouriteCategories = ids
        }
        try world.settings.takeWeb(&fields, accounts: world.accounts.count)
        try fields.finish()
        sandbox.world = world
        return .json(["ok": true])
    }

    /// `?route=PATTERN` narrows the answer, with the patterns of faults.
    private static func requests(_ request: Request, _ sandbox: Sandbox) throws(ControlError) -> Reply {
        var entries = sandbox.log.entries
        if !request.query.isEmpty {
            guard let items = FormEncoding.items(in: request.query.utf8), items.count == 1, items[0].name == "route",
                let pattern = RoutePattern(items[0].value)
            else { throw ControlError("'requests' takes nothing but route=PATTERN") }
            entries = entries.filter { pattern.matches($0.request) }
        }
        return .json(["total": .integer(sandbox.log.total), "requests": .array(entries.map(\.json))])
    }

    private static func state(_ sandbox: Sandbox) -> JSON {
        let world = sandbox.world
        let now = sandbox.clock.monotonic()
        let tokens = world.tokens.sorted { $0.key < $1.key }.map { token, issued -> JSON in
            ["token": .string(token), "state": .string(issued.state(at: now).rawValue)]
        }
        return [
            "requests": .integer(sandbox.log.total), "too_fast": .integer(sandbox.log.entries.count(where: \.tooFast)),
            "violations": .array(sandbox.log.violations.map(\.json)),
            "sign_ins": ["attempts": .integer(world.signIns.attempts), "successes": .integer(world.signIns.successes)],
            "tokens": .array(tokens),
            "web_sessions": .integer(world.webSessions.count),
            "login_links": [
                "issued": .integer(world.loginLinks.count), "used": .integer(world.loginLinks.values.count(where: \.used)),
            ],
            "messages": .integer(world.messages.count), "files": .integer(world.files.count),
            "offers": .integer(world.offers.count), "offer_drafts": .integer(world.offerDrafts),
            "accounts": .array(
                world.accounts.enumerated().map { number, account in
                    [
                        "account": .integer(number + 1), "user_id": .integer(account.userID),
                        "active_connects": .integer(account.activeConnects), "offers": .integer(world.offers(of: number).count),
                    ]
                }),
            "settings": .object(
                [
                    .init(key: "phone_digits", value: world.settings.phoneDigits.map { .string($0) } ?? .null),
                    .init(key: "captcha", value: .bool(world.settings.captchaAtSignIn)),
                    .init(key: "token_lifetime", value: .integer(world.settings.tokenLifetime)),
                ] + world.settings.webSummary),
        ]
    }
}
