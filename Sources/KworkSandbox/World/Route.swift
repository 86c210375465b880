/// Whether a route wants the user token.
enum TokenRule: Sendable {
    /// 401 without a valid one.
    case required
    /// Works without; a token that does come has to be valid.
    case optional
    /// Must not be sent.
    case never
}

/// One line of a domain's route table.
struct Route: Sendable {
    /// Produces the answer of an accepted request.
    typealias Handler = @Sendable (inout World, Call) throws(Refusal) -> Reply

    var host: Host
    var method: String
    /// Absolute path, such as `/projects`.
    var path: String
    var token: TokenRule
    var parameters: [ParameterRule]
    /// What the pages of the web site check on a request of their scripts; nil for everything else.
    var pageCheck: PageCheck?
    var handler: Handler

    /// Where the parameters of a body stand, which also says its media type.
    var bodyPlace: ParameterRule.Place {
        for place in [ParameterRule.Place.multipart, .json] where parameters.contains(where: { $0.place == place }) { return place }
        return .form
    }

    /// A method of the mobile API: always POST.
    static func api(
        _ name: String, token: TokenRule, _ parameters: [ParameterRule] = [], handler: @escaping Handler
    ) -> Route {
        Route(host: .api, method: "POST", path: "/" + name, token: token, parameters: parameters, handler: handler)
    }

    /// A page of the web site.
    static func page(_ path: String, _ parameters: [ParameterRule] = [], handler: @escaping Handler) -> Route {
        Route(host: .web, method: "GET", path: path, token: .never, parameters: parameters, handler: handler)
    }
}

extension Route {
    /// A request that the script of a web page sends.
    /// - Parameter accept: the one value of `Accept` that this step has.
    static func script(_ path: String, accept: String, _ parameters: [ParameterRule], handler: @escaping Handler) -> Route {
        var route = Route(host: .web, method: "POST", path: path, token: .never, parameters: parameters, handler: handler)
        route.pageCheck = PageCheck(accept: accept)
        return route
    }
}

/// What a handler gets to see: an inspected, authorised request.
struct Call: Sendable {
    var parameters: Parameters
    var request: Request
    /// Number of the account whose token came along; nil for public calls.
    var account: Int?
    /// Monotonic nanoseconds.
    var now: UInt64
    /// Unix seconds.
    var unixNow: Int
}

/// A request that the service understands and turns down, told in its failure envelope.
struct Refusal: Error, Sendable {
    /// In the language of the service.
    var text: String
    var code: Int?
    var status = 200
    var more: [JSON.Member] = []

    var reply: Reply { .failure(text, code: code, status: status, more: more) }
}
