import AIWorkerKit
import NIOHTTP1

/// Which request is answered by whom.
struct Router: Sendable {
    let work: Work
    let access: Access

    func answer(_ head: HTTPRequestHead, _ body: [UInt8]) async -> Answer {
        let target = Target(head.uri)
        let isChange = head.method != .GET && head.method != .HEAD
        // For those who look whether the server lives; tells nothing.
        if target.path == "/health", !isChange { return .text("ok\n", status: .ok) }
        switch access.decide(head, isChange: isChange) {
        case .foreign(let reason): return .text("Refused: \(reason).\n", status: .forbidden)
        case .unknown:
            if target.path == "/login", head.method == .POST { return login(body) }
            if !isChange, let file = PageFiles.beforeLogin(target) { return file }
            if target.path == "/" { return .redirect(to: "/login") }
            return .json(["error": ["code": "login_required", "message": "Log in, or send the token."]], status: .unauthorized)
        case .allowed: break
        }
        if !isChange, let file = PageFiles.file(target.path, hasLogin: access.needsLogin) { return file }
        switch (head.method, target.path) {
        case (.GET, "/login"), (.HEAD, "/login"): return .redirect(to: "/")
        case (.POST, "/login"): return login(body)
        case (.POST, "/logout"):
            access.logout(head)
            return .redirect(to: "/login", cookie: "\(Access.cookieName)=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict")
        case (.GET, "/events"): return .text("This is a WebSocket.\n", status: .upgradeRequired)
        default: break
        }
        guard target.parts.first == "api" else { return .text("Nothing is here.\n", status: .notFound) }
        do {
            return .json(try await API(work: work).run(head, target, body))
        } catch let failure as Failure {
            return .failure(failure)
        } catch {
            return .failure(Failure("internal", "\(error)"))
        }
    }

    private func login(_ body: [UInt8]) -> Answer {
        let given = Target.pairs(String(decoding: body, as: UTF8.self))["token"] ?? ""
        switch access.login(given) {
        case .accepted(let session):
            return .redirect(to: "/", cookie: "\(Access.cookieName)=\(session); Path=/; HttpOnly; SameSite=Strict")
        case .wrong: return .redirect(to: "/login?wrong")
        case .wait: return .text("Too many wrong tokens. Wait a minute.\n", status: .tooManyRequests)
        }
    }
}
