@_exported import PluginKit

/// Kwork through the operator's session `kwork`: its mobile API, and its web site for what the API cannot do. Sign-in,
/// rate limit, retries and the API's own errors are handled by the host; what arrives here is a successful answer.
public struct Kwork {
    /// Sends one request to the API and gives the body. Replaced in tests.
    public typealias Exchange = (Request) throws -> JSON
    /// Sends one request to the web site. Replaced in tests.
    public typealias WebExchange = (Request) throws -> WebAnswer

    private let exchange: Exchange
    private let webExchange: WebExchange

    public init(exchange: @escaping Exchange, web: @escaping WebExchange = Kwork.noWeb) {
        self.exchange = exchange
        webExchange = web
    }

    /// For the time of one tool call.
    public init(_ call: Call) {
        self.init { request in
            let response = try call.sendToKwork(request)
            do {
                return try response.json()
            } catch {
                throw Failure.drift(request.path, "тело ответа не разобрано: \(error)", effect: request.effect)
            }
        } web: { request in
            WebAnswer(try call.sendToKwork(request))
        }
    }

    /// Asks a method. Throws the guarded failure of the host, or `contract_drift` when the answer is no JSON object.
    public func ask(_ route: Route, _ query: Pairs = [:], form: Pairs = [:]) throws -> Reply {
        try Reply(route, try exchange(try route.request(query, form: form)))
    }

    /// Sends a file to a method.
    func ask(_ route: Route, parts: [Request.Part]) throws -> Reply {
        var request = try route.request([:])
        request.parts = parts
        return try Reply(route, try exchange(request))
    }

    /// Sends a request to the web site. Throws the guarded failure of the host.
    func visit(_ request: Request) throws -> WebAnswer { try webExchange(request) }

    /// For whoever speaks with the API alone.
    public static func noWeb(_ request: Request) throws -> WebAnswer {
        throw Failure("internal", "нет доступа к сайту Kwork для \(request.path)")
    }
}

extension UnsafeMutablePointer<mcp_call> {
    /// Kwork for this call.
    public var kwork: Kwork { Kwork(self) }

    /// Sends a request. What the host says of a failure is thrown as a `Failure`, so that a tool can tell "not there"
    /// from the rest and go on; thrown out of the tool it is recorded again as it was.
    fileprivate func sendToKwork(_ request: Request) throws -> Response {
        do {
            return try session("kwork").send(request)
        } catch Interruption.failed {
            guard let failure = recordedFailure else { throw Interruption.failed }
            recover()
            throw failure
        }
    }
}
