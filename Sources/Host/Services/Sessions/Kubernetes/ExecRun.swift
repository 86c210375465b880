/// Runs an exec plugin once and reads what it printed.
struct ExecRun {
    let plugin: ExecPlugin
    let cluster: KubernetesCluster
    let context: ExchangeContext
    /// For the whole run.
    let limitMilliseconds: Int64
    let redaction: Redaction

    enum Trouble: Error {
        case cancelled
        /// The call has no time left, which says nothing about the program.
        case outOfTime
        /// `said`: what the program wrote to its error stream, for the operator's log.
        case fault(ExecFault, said: String)
    }

    func run() -> Result<ExecCredential, Trouble> {
        for secret in plugin.secrets { redaction.register(secret) }
        let child = ChildProcess(
            command: plugin.command, arguments: plugin.arguments,
            environment: plugin.environment(inherited: ChildProcess.inheritedEnvironment, cluster: cluster))
        let limit = MonotonicTime.now.adding(milliseconds: limitMilliseconds)
        let outcome = child.run(until: min(limit, context.deadline), cancellation: context.cancellation)
        switch outcome {
        case .cancelled: return .failure(.cancelled)
        case .notStarted(let reason):
            return .failure(.fault(ExecFault("could not be started: \(reason)"), said: plugin.installHint ?? ""))
        case .tooLate where context.deadline < limit: return .failure(.outOfTime)
        case .tooLate: return .failure(.fault(ExecFault("did not end in time", isPassing: true), said: ""))
        case .tooMuch: return .failure(.fault(ExecFault("printed more than \(ChildProcess.outputLimit) bytes"), said: ""))
        case .ended(let status, let output, let errors):
            // Before any of it can get into a log.
            let result = Result { () throws(ExecFault) in try ExecCredential(output, apiVersion: plugin.apiVersion) }
            if case .success(let credential) = result { register(credential) }
            guard status == 0 else { return .failure(.fault(ExecFault("ended with status \(status)", isPassing: true), said: excerpt(errors))) }
            return result.mapError { .fault($0, said: excerpt(errors)) }
        }
    }

    private func register(_ credential: ExecCredential) {
        if let token = credential.token { redaction.register(token, isPassing: true) }
        if let key = credential.identity?.key { redaction.register(String(decoding: key, as: UTF8.self), isPassing: true) }
    }

    /// The end of what it said, where programs give their reasons, without what the kubeconfig put into its environment.
    private func excerpt(_ bytes: [UInt8]) -> String {
        let values = plugin.environment.map(\.value).filter { $0.utf8.count >= 4 }
        // Hidden before anything is cut off: a part of a secret is one, too.
        let text = values.reduce(String(decoding: bytes.suffix(4000), as: UTF8.self)) { $0.replacing($1, with: "[hidden]") }
        return Text.trimmed(String(decoding: text.utf8.suffix(400), as: UTF8.self))
    }
}
