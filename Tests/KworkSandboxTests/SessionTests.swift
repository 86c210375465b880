import Testing

@testable import KworkSandbox

@Suite("Sign-in, tokens and the web session")
struct SessionTests {
    @Test("The right password gives a token with its lifetime, and is counted")
    func signIn() throws {
        var rehearsal = Rehearsal()
        let reply = rehearsal.api("signIn", form: "login=demo&password=demo")
        #expect(reply.parsed?["success"] == true)
        #expect(reply.parsed?["response"]?["expired"] == 2_592_000)
        let token = try #require(reply.parsed?["response"]?["token"]?.text)
        #expect(rehearsal.api("actor", query: "token=\(token)").parsed?["response"]?["username"] == "demo")
        let counts = rehearsal.control("GET", "state").parsed?["sign_ins"]
        #expect(counts?["attempts"] == 1)
        #expect(counts?["successes"] == 1)
    }

    @Test("A wrong password is a business error that counts as an attempt")
    func wrongPassword() {
        var rehearsal = Rehearsal()
        let reply = rehearsal.api("signIn", form: "login=demo&password=x")
        #expect(reply.status == 200)
        #expect(reply.parsed?["success"] == false)
        #expect(rehearsal.sandbox.world.signIns.attempts == 1)
        #expect(rehearsal.sandbox.world.signIns.successes == 0)
    }

    @Test("Phone digits are asked for only when configured")
    func phoneDigits() {
        var rehearsal = Rehearsal { $0.phoneDigits = "4821" }
        #expect(rehearsal.api("signIn", form: "login=demo&password=demo").parsed?["success"] == false)
        #expect(rehearsal.api("signIn", form: "login=demo&password=demo&phone_last=1111").parsed?["success"] == false)
        #expect(rehearsal.api("signIn", form: "login=demo&password=demo&phone_last=4821").parsed?["success"] == true)
    }

    @Test("The captcha error is 118 under HTTP 200, and its pass token opens sign-in once")
    func captcha() throws {
        var rehearsal = Rehearsal { $0.captchaAtSignIn = true }
        let refused = rehearsal.api("signIn", form: "login=demo&password=demo")
        #expect(refused.status == 200)
        #expect(refused.parsed?["error_code"] == 118)
        let pass = try #require(refused.parsed?["recaptcha_pass_token"]?.text)
        let solved = "login=demo&password=demo&g-recaptcha-response=solved&recaptcha_pass_token=\(pass)"
        #expect(rehearsal.api("signIn", form: solved).parsed?["success"] == true)
        #expect(rehearsal.api("signIn", form: solved).parsed?["error_code"] == 118)
    }

    @Test("A token dies of age, of expiry and of revocation, each time with 401", arguments: ["age", "expire-tokens", "revoke-tokens"])
    func endOfToken(cause: String) {
        var rehearsal = Rehearsal { $0.tokenLifetime = 60 }
        let token = rehearsal.token()
        #expect(rehearsal.api("actor", query: "token=\(token)").status == 200)
        if cause == "age" {
            rehearsal.now += 60_000_000_000
        } else {
            #expect(rehearsal.control("POST", cause).parsed?["changed"] == 1)
        }
        #expect(rehearsal.api("actor", query: "token=\(token)").status == 401)
        // An old token is no mistake of the client.
        #expect(rehearsal.sandbox.log.violations.isEmpty)
    }

    @Test("An invalid token is refused on public routes too; without one they work")
    func publicRoutes() {
        var rehearsal = Rehearsal()
        #expect(rehearsal.api("categories").status == 200)
        #expect(rehearsal.api("categories", query: "token=stale").status == 401)
    }

    @Test("One seed hands out one sequence of tokens, another seed another")
    func repeatable() {
        var first = Rehearsal { $0.seed = 7 }
        var second = Rehearsal { $0.seed = 7 }
        var other = Rehearsal { $0.seed = 8 }
        let token = first.token()
        #expect(second.token() == token)
        #expect(other.token() != token)
    }

    @Test("The login link works once, sets a session, and the landing page sets the CSRF cookies")
    func webLogin() throws {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.web("/projects").header("Location") == "/login")
        let answer = rehearsal.api("getWebAuthToken", query: "url_to_redirect=%2Fprojects&token=\(token)").parsed?["response"]
        let url = try #require(answer?["url"]?.text)
        let query = try #require(url.split(separator: "?").last.map(String.init))
        #expect(url.hasPrefix("http://127.0.0.1/login-by-token?"))

        let login = rehearsal.web("/login-by-token", query: query)
        #expect(login.status == 302)
        #expect(login.header("Location") == "/projects")
        let session = try #require(login.header("Set-Cookie")?.split(separator: ";").first.map(String.init))
        let landing = rehearsal.web("/projects", headers: [Header(name: "Cookie", value: session)])
        #expect(landing.status == 200)
        #expect(landing.headers.contains { $0.value.hasPrefix("csrf_user_token=") })
        #expect(landing.headers.contains { $0.value.hasPrefix("XSRF-TOKEN=") && $0.value.contains("%3D") })

        #expect(rehearsal.web("/login-by-token", query: query).header("Location") == "/login")
        _ = rehearsal.control("POST", "end-web-sessions")
        #expect(rehearsal.web("/projects", headers: [Header(name: "Cookie", value: session)]).header("Location") == "/login")
        #expect(rehearsal.sandbox.log.violations.isEmpty)
    }

    @Test("A login link that was left lying expires")
    func lateLink() throws {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        let answer = rehearsal.api("getWebAuthToken", query: "url_to_redirect=%2Fprojects&token=\(token)").parsed?["response"]
        let key = try #require(answer?["token"]?.text)
        rehearsal.now += 300_000_000_000
        #expect(rehearsal.web("/login-by-token", query: "token=\(key)").header("Location") == "/login")
    }

    @Test("The redirect target has to be a path", arguments: ["projects", "%2F%2Fevil.example", "https%3A%2F%2Fevil.example"])
    func foreignTarget(target: String) {
        var rehearsal = Rehearsal()
        let token = rehearsal.token()
        #expect(rehearsal.api("getWebAuthToken", query: "url_to_redirect=\(target)&token=\(token)").parsed?["success"] == false)
    }

    @Test("The old landing page is gone")
    func exchangePage() {
        var rehearsal = Rehearsal()
        #expect(rehearsal.web("/exchange").status == 404)
    }
}
