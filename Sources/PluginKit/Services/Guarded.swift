// For tools that talk to the world by other means than `call.session`, such as a database client.
extension UnsafeMutablePointer<mcp_call> {
    /// Waits in line for one permit of a session's rate limit. Needs `.rateLimit`.
    public func permit(_ session: String) throws {
        guard let service = Bundle.service(MCP_SERVICE_LIMIT, as: mcp_limit_service.self) else {
            throw Failure("internal", "this bundle did not ask for mcp.limit: add `.rateLimit` to its needs")
        }
        try check(session.withSpan { service.pointee.acquire?(self, $0) ?? .unavailable }, "permit \(session)")
    }

    /// Runs a read, again after a growing pause when it throws a failure that calling again may cure, until the host has
    /// had enough. Needs `.failureGuard`. `classify` gives the host's code for an error, such as "timeout"; nil lets the
    /// error through. The error's own text goes to the operator's log only.
    public func guarded<Result>(
        _ classify: (any Error) -> String?, _ body: () throws -> Result
    ) throws -> Result {
        guard let service = Bundle.service(MCP_SERVICE_GUARD, as: mcp_guard_service.self) else {
            throw Failure("internal", "this bundle did not ask for mcp.guard: add `.failureGuard` to its needs")
        }
        var attempt: UInt32 = 1
        while true {
            do {
                return try body()
            } catch {
                guard let code = classify(error) else { throw error }
                _ = code.withSpan { code in
                    "\(error)".withSpan { service.pointee.fail?(self, code, Effect.read.rawValue, $0) }
                }
                try check(service.pointee.pause?(self, attempt) ?? .failed, "guarded")
                recover()
                attempt += 1
            }
        }
    }

    /// The failure for an error of a write, in the host's wording: where the code leaves the outcome open it says so.
    /// Records it, hence throws `Interruption.failed`. Needs `.failureGuard`.
    public func failWrite(_ code: String, _ detail: String) throws -> Never {
        guard let service = Bundle.service(MCP_SERVICE_GUARD, as: mcp_guard_service.self) else {
            throw Failure(code, "The request failed; whether it took effect is not known.", retry: .unknown)
        }
        _ = code.withSpan { code in
            detail.withSpan { service.pointee.fail?(self, code, Effect.write.rawValue, $0) }
        }
        throw Interruption.failed
    }
}
