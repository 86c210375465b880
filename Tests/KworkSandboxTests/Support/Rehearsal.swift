@testable import KworkSandbox

/// A sandbox without sockets and with a clock that stands still until it is moved.
struct Rehearsal {
    var sandbox: Sandbox
    /// Monotonic nanoseconds.
    var now: UInt64 = 1_000_000_000

    static let basic = Header(name: "Authorization", value: "Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==")
    static let form = Header(name: "Content-Type", value: "application/x-www-form-urlencoded")

    init(_ change: (inout SandboxConfiguration) -> Void = { _ in }) {
        var configuration = SandboxConfiguration()
        change(&configuration)
        sandbox = Sandbox(configuration: configuration, clock: Clock(monotonic: { 1_000_000_000 }, unix: { 1_791_200_000 }))
    }

    /// A request as a correct client sends it.
    static func apiRequest(_ name: String, query: String = "", form: String = "") -> Request {
        var headers = [basic, Header(name: "Content-Length", value: String(form.utf8.count))]
        if !form.isEmpty { headers.append(Self.form) }
        return Request(host: .api, method: "POST", path: "/" + name, query: query, headers: headers, body: Array(form.utf8))
    }

    mutating func send(_ request: Request) -> Reply {
        var request = request
        request.receivedAt = now
        return sandbox.answer(request)
    }

    mutating func api(_ name: String, query: String = "", form: String = "") -> Reply {
        send(Self.apiRequest(name, query: query, form: form))
    }

    mutating func web(_ path: String, query: String = "", headers: [Header] = []) -> Reply {
        send(Request(host: .web, method: "GET", path: path, query: query, headers: headers))
    }

    mutating func control(_ method: String, _ name: String, _ body: JSON? = nil) -> Reply {
        send(Request(host: .api, method: method, path: "/_sandbox/" + name, body: body?.serialized ?? []))
    }

    mutating func token() -> String {
        api("signIn", form: "login=demo&password=demo").parsed?["response"]?["token"]?.text ?? "no token"
    }
}

extension Reply {
    var parsed: JSON? { JSON(parsing: body) }
    var bodyText: String { String(decoding: body, as: UTF8.self) }
    func header(_ name: String) -> String? { headers.first { $0.name == name }?.value }
}
