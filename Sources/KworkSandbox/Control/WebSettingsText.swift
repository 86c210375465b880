/// Takes the settings of the web site and of the accounts out of a call of the control API.
extension World.Settings {
    mutating func takeWeb(_ fields: inout Fields, accounts: Int) throws(ControlError) {
        if let site: SandboxConfiguration.Site = try fields.one(of: "site") { self.site = site }
        if let place: WebSettings.CSRFPlace = try fields.one(of: "csrf") { web.csrf = place }
        if let place: WebSettings.DraftKeyPlace = try fields.one(of: "draft_key") { web.draftKey = place }
        if let answer: WebSettings.OfferAnswer = try fields.one(of: "offer_answer") { web.offerAnswer = answer }
        if let way: WebSettings.LoginRedirect = try fields.one(of: "login_redirect") { web.loginRedirect = way }
        if let answer = try fields.choice("lost_session", ["redirect", "401"]) { web.lostSessionIs401 = answer == "401" }
        if fields.peek("sign_in_account") == .null {
            fields.drop("sign_in_account")
            signInAs = nil
        } else if let number = try fields.integer("sign_in_account", in: 1...accounts) {
            signInAs = number - 1
        }
    }

    /// What `GET /_sandbox/state` tells of them.
    var webSummary: [JSON.Member] {
        [
            .init(key: "site", value: .string(site.rawValue)), .init(key: "csrf", value: .string(web.csrf.rawValue)),
            .init(key: "draft_key", value: .string(web.draftKey.rawValue)), .init(key: "offer_answer", value: .string(web.offerAnswer.rawValue)),
            .init(key: "login_redirect", value: .string(web.loginRedirect.rawValue)),
            .init(key: "lost_session", value: web.lostSessionIs401 ? "401" : "redirect"),
            .init(key: "sign_in_account", value: signInAs.map { .integer($0 + 1) } ?? .null),
        ]
    }
}

extension Fields {
    /// One of the texts of an enumeration; nil when the key is missing.
    mutating func one<Choice: RawRepresentable & CaseIterable>(of key: String) throws(ControlError) -> Choice? where Choice.RawValue == String {
        guard let text = try choice(key, Choice.allCases.map(\.rawValue)) else { return nil }
        return Choice(rawValue: text)
    }
}
