@_exported import PluginKit

/// Kwork's mobile API, through the operator's session `kwork`. Token, rate limit, retries and the API's own errors are
/// handled by the host; what arrives here is the body of a successful answer.
public struct Kwork {
    /// Sends one request and gives the body. Replaced in tests.
    public typealias Exchange = (Request) throws -> JSON

    private let exchange: Exchange

    public init(exchange: @escaping Exchange) { self.exchange = exchange }

    /// For the time of one tool call.
    public init(_ call: Call) {
        self.init { request in
            let response = try call.session("kwork").send(request)
            do {
                return try response.json()
            } catch {
                throw Failure.drift(request.path, "тело ответа не разобрано: \(error)", effect: request.effect)
            }
        }
    }

    /// Asks a method. Throws the guarded failure of the host, or `contract_drift` when the answer is no JSON object.
    public func ask(_ route: Route, _ query: Pairs = [:], form: Pairs = [:]) throws -> Reply {
        try Reply(route, try exchange(try route.request(query, form: form)))
    }
}

extension UnsafeMutablePointer<mcp_call> {
    /// Kwork's API for this call.
    public var kwork: Kwork { Kwork(self) }
}
