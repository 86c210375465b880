/// The stand-in as a value: requests go in, replies come out, no sockets anywhere.
struct Sandbox: Sendable {
    var world: World
    var plan = FaultPlan()
    var log = RequestLog()
    var pace: Pace?
    let configuration: SandboxConfiguration
    let table: RouteTable
    let clock: Clock

    init(configuration: SandboxConfiguration, table: RouteTable = .complete, clock: Clock = .system) {
        self.configuration = configuration
        self.table = table
        self.clock = clock
        world = World(configuration: configuration)
        pace = configuration.pace.map { Pace(rate: $0.rate, burst: $0.burst, slackMilliseconds: $0.slackMilliseconds) }
    }

    /// Back to the start; only the address of the web host stays.
    mutating func reset() {
        let webURL = world.webURL
        self = Sandbox(configuration: configuration, table: table, clock: clock)
        world.webURL = webURL
    }

    /// Answers one request of either host. Order: control API, pace, form of the request, planned faults, token, handler.
    mutating func answer(_ request: Request) -> Reply {
        if let control = ControlAPI.answer(request, &self) { return control }
        let number = log.append(request)
        let reply = judge(request, number)
        log.note(number) { $0.status = reply.reachesClient ? reply.status : nil }
        return reply
    }

    private mutating func judge(_ request: Request, _ number: Int) -> Reply {
        if pace?.admits(at: request.receivedAt) == false {
            log.note(number) { $0.tooFast = true }
            return .failure("Слишком много запросов", code: 429, status: 429, headers: [Header(name: "Retry-After", value: "1")])
        }
        do {
            return try serve(request, number)
        } catch {
            log.note(number) { $0.violation = error }
            return error.reply
        }
    }

    private mutating func serve(_ request: Request, _ number: Int) throws(Violation) -> Reply {
        guard let route = table.route(for: request) else {
            throw Violation(code: "unknown-route", message: "the sandbox has no \(request.path) on the \(request.host.rawValue) host", status: 404)
        }
        let parameters = try Inspector(route: route, request: request).parameters()
        let token = try parameters.token()
        if route.token == .required, token == nil {
            throw Violation(code: "missing-token", message: "\(route.path) needs the parameter 'token'", status: 401)
        }
        try refuseLeakedTokens(in: request)
        try checkPage(route, request, parameters)
        guard let fault = plan.next(for: request) else { return act(route, request, parameters, token) }
        log.note(number) { $0.fault = fault.id }
        let truth = fault.needsTrueAnswer ? act(route, request, parameters, token) : nil
        if case .sessionLost = fault.kind { WebDomain.endSession(&world, request) }
        return fault.spoil(truth, unixNow: clock.unix()) { SignInDomain.captchaRefusal(&world) }
    }

    private mutating func act(_ route: Route, _ request: Request, _ parameters: Parameters, _ token: String?) -> Reply {
        do throws(Refusal) {
            let account = route.token == .never || token == nil ? nil : try world.account(for: token, now: request.receivedAt)
            let call = Call(parameters: parameters, request: request, account: account, now: request.receivedAt, unixNow: clock.unix())
            return try route.handler(&world, call)
        } catch {
            return error.reply
        }
    }

    private func checkPage(_ route: Route, _ request: Request, _ parameters: Parameters) throws(Violation) {
        guard let check = route.pageCheck else { return }
        let session = WebDomain.session(world, request)
        try check.check(request, parameters, root: world.webURL, session: session)
        if let session { try OfferOrder.check(request, parameters, world, session: session) }
    }

    /// The user token belongs to the API host alone.
    private func refuseLeakedTokens(in request: Request) throws(Violation) {
        guard request.host == .web, !world.tokens.isEmpty else { return }
        let sent = ([request.query, String(decoding: request.body, as: UTF8.self)] + request.headers.map(\.value)).joined(separator: "\n")
        guard world.tokens.keys.contains(where: { sent.contains($0) }) else { return }
        throw Violation(code: "api-token-on-web-host", message: "the web host must not get the user token")
    }
}

extension Reply {
    /// Whether the client gets to see the status line.
    var reachesClient: Bool { delivery != .closed && delivery != .reset && delivery != .never }
}
