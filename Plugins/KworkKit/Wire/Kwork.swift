@_exported import PluginKit

/// Kwork's mobile API, through the operator's session `kwork`. Token, rate limit, retries and the API's own errors are
/// handled by the host; what arrives here is the body of a successful answer.
public struct Kwork {
    /// Sends one request and gives the body. Replaced in tests.
    public typealias Exchange = (_ route: Route, _ query: Pairs, _ form: Pairs) throws -> JSON

    private let exchange: Exchange

    public init(exchange: @escaping Exchange) { self.exchange = exchange }

    /// For the time of one tool call.
    public init(_ call: Call) {
        self.init { route, query, form in
            var request = Request("POST", route.path, query, effect: route.effect)
            request.form = form
            request.isAnonymous = route.isPublic
            request.checkWith = route.checkWith
            let response = try call.session("kwork").send(request)
            do {
                return try response.json()
            } catch {
                throw Failure.drift(route.path, "тело ответа не разобрано: \(error)", effect: route.effect)
            }
        }
    }

    /// Asks a method. Throws the guarded failure of the host, or `contract_drift` when the answer is no JSON object.
    public func ask(_ route: Route, _ query: Pairs = [:], form: Pairs = [:]) throws -> Reply {
        let unknown = route.unknown(query: query, form: form)
        guard unknown.isEmpty else {
            throw Failure("internal", "метод \(route.path) не знает параметров: \(unknown.joined(separator: ", "))")
        }
        return try Reply(route, try exchange(route, query, form))
    }
}

extension UnsafeMutablePointer<mcp_call> {
    /// Kwork's API for this call.
    public var kwork: Kwork { Kwork(self) }
}
