/// Sign-in and tokens.
enum SignInDomain {
    /// What a client sends as `g-recaptcha-response` once the person has solved the captcha.
    static let solvedCaptcha = "solved"

    static let routes: [Route] = [
        .api(
            "signIn", token: .never,
            [
                .form("login", .filledText, required: true), .form("password", .filledText, required: true),
                .form("phone_last", .text), .form("uad", .text), .form("g-recaptcha-response", .text),
                .form("recaptcha_pass_token", .text),
            ], handler: signIn)
    ]

    /// Error 118: the service wants a captcha. Each error hands out a fresh pass token.
    static func captchaRefusal(_ world: inout World) -> Refusal {
        let pass = world.random.hexKey()
        world.captchaPasses.insert(pass)
        return Refusal(
            text: "Подтвердите, что вы не робот", code: 118, more: [.init(key: "recaptcha_pass_token", value: .string(pass))])
    }

    private static func signIn(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        world.signIns.attempts += 1
        if world.settings.captchaAtSignIn, !solvesCaptcha(&world, call) { throw captchaRefusal(&world) }
        let account = world.accounts.firstIndex {
            $0.login == call.parameters.text("login") && $0.password == call.parameters.text("password")
        }
        guard let account else { throw Refusal(text: "Неверный логин или пароль", code: 102) }
        if let digits = world.settings.phoneDigits, call.parameters.text("phone_last") != digits {
            throw Refusal(text: "Введите последние 4 цифры номера телефона", code: 120)
        }
        world.signIns.successes += 1
        let token = world.issueToken(account: world.settings.signInAs ?? account, now: call.now)
        return .success(["token": .string(token), "expired": .integer(world.settings.tokenLifetime)])
    }

    private static func solvesCaptcha(_ world: inout World, _ call: Call) -> Bool {
        guard call.parameters.text("g-recaptcha-response") == solvedCaptcha else { return false }
        guard let pass = call.parameters.text("recaptcha_pass_token") else { return true }
        return world.captchaPasses.remove(pass) != nil
    }
}

extension World {
    mutating func issueToken(account: Int, now: UInt64) -> String {
        let token = random.hexKey()
        let lifetime = UInt64(max(0, settings.tokenLifetime)) * 1_000_000_000
        tokens[token] = IssuedToken(account: account, expiresAt: now + lifetime)
        return token
    }

    /// Which account a token opens.
    /// - Throws: the HTTP 401 of the service for a missing, unknown, expired or revoked token.
    func account(for token: String?, now: UInt64) throws(Refusal) -> Int {
        guard let token else { throw Refusal(text: "Требуется авторизация", code: 401, status: 401) }
        guard let issued = tokens[token] else { throw Refusal(text: "Неверный токен", code: 401, status: 401) }
        switch issued.state(at: now) {
        case .valid: return issued.account
        case .expired: throw Refusal(text: "Срок действия токена истёк", code: 401, status: 401)
        case .revoked: throw Refusal(text: "Токен отозван", code: 401, status: 401)
        }
    }

    /// Makes tokens useless: one, or all of them.
    /// - Returns: how many changed.
    mutating func retireTokens(_ only: String?, as state: IssuedToken.State) -> Int {
        var changed = 0
        for (token, issued) in tokens where issued.state == .valid && (only == nil || only == token) {
            tokens[token]?.state = state
            changed += 1
        }
        return changed
    }
}
