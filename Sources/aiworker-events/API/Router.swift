import AIWorkerKit
import NIOHTTP1

/// Which request is answered by whom.
struct Router: Sendable {
    let work: Work
    let access: Access

    /// - Parameter address: of the other side.
    func answer(_ head: HTTPRequestHead, _ body: [UInt8], from address: String) async -> Answer {
        let target = Target(head.uri)
        let isChange = head.method != .GET && head.method != .HEAD
        let isForEvents = target.path == EventsRequest.path
        // For those who look whether the server lives; tells nothing.
        if target.path == "/health", !isChange { return .text("ok\n", status: .ok) }
        switch access.decide(head, isChange: isChange || isForEvents) {
        case .foreign(let reason): return .text("Refused: \(reason).\n", status: .forbidden)
        case .unknown:
            if target.path == "/login", head.method == .POST { return login(body, address) }
            if head.headers.contains(name: "authorization"), !access.mayTryAgain(address) { return Self.tooManyMistakes }
            if !isChange, let file = PageFiles.beforeLogin(target) { return file }
            if target.path == "/" { return .redirect(to: "/login") }
            return .json(["error": ["code": "login_required", "message": "Log in, or send the token."]], status: .unauthorized)
        case .allowed: break
        }
        if !isChange, let file = PageFiles.file(target.path, hasLogin: access.needsLogin) { return file }
        switch (head.method, target.path) {
        case (.GET, "/login"), (.HEAD, "/login"): return .redirect(to: "/")
        case (.POST, "/login"): return login(body, address)
        case (.POST, "/logout"):
            access.logout(head)
            return .redirect(to: "/login", cookie: "\(Access.cookieName)=; Max-Age=0; Path=/; HttpOnly; SameSite=Strict")
        default: break
        }
        if isForEvents { return events(target) }
        guard target.parts.first == "api" else { return .text("Nothing is here.\n", status: .notFound) }
        do {
            return .json(try await API(work: work).run(head, target, body))
        } catch let failure as Failure {
            return .failure(failure)
        } catch {
            return .failure(Failure("internal", "\(error)"))
        }
    }

    /// For a request that did not become a WebSocket.
    private func events(_ target: Target) -> Answer {
        do { _ = try EventsRequest(target) } catch { return .failure(error as? Failure ?? Failure("internal", "\(error)")) }
        var answer = Answer.text("This is a WebSocket of version 13.\n", status: .upgradeRequired)
        answer.headers = [("upgrade", "websocket"), ("connection", "upgrade"), ("sec-websocket-version", "13")]
        return answer
    }

    private func login(_ body: [UInt8], _ address: String) -> Answer {
        let given = Target.pairs(String(decoding: body, as: UTF8.self))["token"] ?? ""
        if let session = access.login(given) {
            return .redirect(to: "/", cookie: "\(Access.cookieName)=\(session); Path=/; HttpOnly; SameSite=Strict")
        }
        return access.mayTryAgain(address) ? .redirect(to: "/login?wrong") : Self.tooManyMistakes
    }

    private static var tooManyMistakes: Answer { .text("Too many wrong tokens. Wait a minute.\n", status: .tooManyRequests) }
}
