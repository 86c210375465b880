import AIWorkerKit

extension ToolContext {
    /// A service through the host's session of that name.
    func upstream(_ service: UpstreamService) -> Upstream {
        Upstream(
            service: service, retries: settings.httpRetries, sendOnce: { try send($0, to: service) },
            wait: { try call.wait(.milliseconds(Int64($0 * 1000))) },
            remaining: { Double(call.remaining.components.seconds) - Self.reserve })
    }

    /// What a call keeps for telling its outcome, in seconds.
    private static let reserve = 4.0

    /// A Retry-After in whole seconds, up to a day; a date or anything else counts as none.
    static func seconds(_ header: String?) -> Double? {
        guard let header, header.utf8.count <= 5, let seconds = Int(header), (0...86_400).contains(seconds) else { return nil }
        return Double(seconds)
    }

    private func send(_ request: UpstreamRequest, to service: UpstreamService) throws -> UpstreamAnswer {
        var outgoing = Request(request.method, request.path, effect: request.method == "GET" ? .read : .write)
        for (name, value) in request.query { outgoing.query.append(name, value) }
        if let body = request.body {
            outgoing.body = body.utf8
            outgoing.contentType = request.contentType
        }
        outgoing.takesAnyStatus = true
        let limit = min(settings.httpTimeout, max(1, Double(call.remaining.components.seconds) - Self.reserve), 600)
        outgoing.timeout = .milliseconds(max(1, Int64(limit * 1000)))
        do {
            let response = try call.session(service.rawValue).send(outgoing)
            return UpstreamAnswer(
                status: response.status, body: try? response.json(), retryAfter: Self.seconds(response.header("retry-after")))
        } catch Interruption.failed {
            guard let failure = call.recordedFailure else { throw Interruption.failed }
            call.recover()
            throw translated(failure, service)
        }
    }

    /// The host's reason in the words of this toolset.
    private func translated(_ failure: Failure, _ service: UpstreamService) -> any Error {
        switch failure.code {
        case "session_not_configured", "session_not_granted":
            let variable = SessionVariables.variable(service, failure.details["key"]?.asString)
            return Failure.notConfigured(
                variable, failure.message + (failure.message.contains(variable) ? "" : " The variable is \(variable)."))
        case "auth_required", "auth_failed", "account_mismatch":
            return Failure(
                "upstream_auth", failure.message, retry: .never, details: JSON.Object([(key: "service", value: .string(service.rawValue))]))
        case "cancelled": return Interruption.cancelled
        case "write_disabled", "invalid_request", "internal": return failure
        default:
            var wait: Double?
            if case .later(let after?) = failure.retry { wait = Double(after.components.seconds) }
            return Unreachable(
                status: failure.code == "rate_limit" ? 429 : nil, reason: Self.reasons[failure.code] ?? failure.code, retryAfter: wait,
                // The first the host says of every write that may have reached the service, the second of an answer too.
                mayHaveHappened: ["outcome_unknown", "rate_limit"].contains(failure.code))
        }
    }

    private static let reasons = [
        "timeout": "no answer came in time", "connection_failed": "no connection could be made, or it broke",
        "tls_failed": "its certificate or encryption was not accepted", "proxy_failed": "the proxy does not work",
        "bad_answer": "its answer could not be read", "too_large": "its answer was too large",
        "outcome_unknown": "the connection broke before the answer came", "rate_limit": "it asks to slow down",
        "circuit_open": "it kept failing and is left in peace for a while",
        // Any status is an answer, so this can only be the session itself.
        "upstream_unavailable": "the program that gives its credentials failed or did not end in time",
    ]
}

/// Which environment variable fills which key of a session in the shipped plugins.json.
enum SessionVariables {
    static func variable(_ service: UpstreamService, _ key: String?) -> String {
        switch (service, key) {
        case (.gitea, "token"): "GITEA_TOKEN"
        case (.gitea, _): "GITEA_URL"
        case (.kubernetes, "server"): "AIWORKER_KUBE_URL"
        case (.kubernetes, "token"): "AIWORKER_KUBE_TOKEN"
        case (.kubernetes, "context"): "AIWORKER_KUBE_CONTEXT"
        case (.kubernetes, "service_account_dir"): "AIWORKER_KUBE_SA_DIR"
        case (.kubernetes, "service_host"): "KUBERNETES_SERVICE_HOST"
        case (.kubernetes, "service_port"): "KUBERNETES_SERVICE_PORT"
        case (.kubernetes, _): "KUBECONFIG"
        }
    }
}
