import Glibc

extension Operator {
    /// Deletes the stored token of a session once the person agrees.
    package static func logout(_ options: DeploymentOptions, session name: String, isAgreed: Bool) -> ExitStatus {
        protectMemory()
        let stop = StopWatch()
        stop.start()
        switch configuration(options).flatMap({ NamedSession.find(name, in: $0) }) {
        case .failure(let status): return status
        case .success(let session):
            let status = LogoutCommand(session: session, isAgreed: isAgreed, stop: stop).run()
            return stop.cancellation.isCancelled && status != .success ? .interrupted : status
        }
    }
}

/// `mcp-host logout` once its session is known.
struct LogoutCommand {
    let session: NamedSession
    let isAgreed: Bool
    let stop: StopWatch

    func run() -> ExitStatus {
        guard let file = session.tokenFile() else { return .failure }
        let path = TerminalText.printable(file.path)
        let content = file.look()
        if content == .absent, access(file.path, F_OK) != 0 {
            session.ofFile.keptAccountRecord().remove()
            Operator.say("No token is stored in \(path).")
            remarks(wasDeleted: false, nil)
            return .success
        }
        var record: AccountRecord?
        if case .token(let token, _) = content {
            record = session.ofFile.keptAccountRecord().read().flatMap { $0.belongs(to: token) ? $0 : nil }
        }
        let owner = record?.label.map(TerminalText.printable) ?? "an account that is not known here"
        guard isAgreed || agrees("Delete the token of \(owner) from \(path)?") else { return refused }
        let context = ExchangeContext(deadline: .now.adding(milliseconds: 30_000), cancellation: stop.cancellation)
        switch file.whileLocked(context, { file.remove().mapError { Problem(.internal, $0.message) } }) {
        case .failure(let problem):
            Operator.complain("mcp-host: nothing was deleted: \(TerminalText.printable(problem.detail))")
            return .failure
        case .success:
            session.ofFile.keptAccountRecord().remove()
            Operator.say("Deleted: the token of \(owner) in \(path).")
            remarks(wasDeleted: true, record)
            return .success
        }
    }

    private func agrees(_ question: String) -> Bool { PersonTerminal(stop: stop)?.agrees(question) ?? false }

    private var refused: ExitStatus {
        if PersonTerminal(stop: stop) == nil {
            Operator.complain("mcp-host: there is no terminal to ask a person; run this on one, or add --yes")
            return .usage
        }
        Operator.complain("Nothing was deleted.")
        return .failure
    }

    /// What a deleted file does not change.
    private func remarks(wasDeleted: Bool, _ record: AccountRecord?) {
        if wasDeleted {
            let end = record?.expiresAt.map { TimeText.local($0) } ?? "it expires"
            Operator.say("Kwork itself goes on taking that token until \(end): a copy of it still works.")
            Operator.say("A host that is running keeps it in memory until it ends.")
        }
        if session.configuration.token != nil {
            Operator.say("The token given by \(session.tokenSource) is not affected: the session goes on using it.")
        } else if session.configuration.login != nil, session.configuration.password != nil {
            Operator.say("The session has a login and a password in plugins.json or its variables: hosts will sign in again by themselves.")
        }
    }
}
