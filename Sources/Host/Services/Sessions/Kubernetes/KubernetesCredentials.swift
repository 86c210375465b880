/// The right to use a cluster: a token, its file, a client certificate, or a program that gives one of them. What can be
/// renewed is renewed once a request is refused with 401. Functions may block on files and on the program.
final class KubernetesCredentials: Credentials {
    private struct State {
        var target: KubernetesTarget
        /// Grows with each other token or certificate.
        var generation: UInt64 = 1
        var token = RotatingToken()
        var exec: ExecCredential?
    }

    private let name: String
    private let reader: KubernetesReader
    private let state: Monitor<State>
    private let programs = Flight<ExecCredential>("the exec plugin of another call")
    private let log: HostLog

    init(name: String, target: KubernetesTarget, reader: KubernetesReader, log: HostLog) {
        self.name = name
        self.reader = reader
        self.log = log
        state = Monitor(State(target: target))
    }

    var wording: any FailureWording { EnglishWording() }

    // MARK: using

    func authorize(_ request: inout OutgoingRequest, isAnonymous: Bool, way: Transmission) -> Result<CredentialMark, Problem> {
        guard !isAnonymous else { return .success(.fixed) }
        let (target, generation) = state.withLock { ($0.target, $0.generation) }
        request.identity = target.identity
        request.headers += target.user.impersonation
        switch target.user.login {
        case .none: break
        case .fixed(let value): request.headers.append(HTTPHeader(name: "Authorization", value: value))
        case .tokenFile(let path):
            do throws(KubernetesFault) {
                let current = try token(path)
                request.headers.append(HTTPHeader(name: "Authorization", value: "Bearer \(current.text)"))
                return .success(.token(generation: current.generation))
            } catch {
                return .failure(problem(error))
            }
        case .exec(let plugin):
            return credential(plugin, target.cluster, way.context, limitMilliseconds: request.timeoutMilliseconds).map { current in
                if let identity = current.credential.identity { request.identity = identity }
                if let token = current.credential.token { request.headers.append(HTTPHeader(name: "Authorization", value: "Bearer \(token)")) }
                return .token(generation: current.generation)
            }
        }
        if case .files = reader.configuration.source { return .success(.token(generation: generation)) }
        return .success(.fixed)
    }

    private func problem(_ fault: KubernetesFault) -> Problem {
        reader.configuration.problem(fault, session: name)
    }

    private func problem(_ fault: ExecFault) -> Problem {
        let message = "the exec plugin \(fault.message)"
        guard fault.isPassing else { return problem(KubernetesFault(message)) }
        return Problem(
            .upstreamUnavailable, message,
            message: "The session \"\(name)\" has no credentials now: \(message). If that stays, the operator has to look at it.")
    }

    private var tokenKey: String { if case .pod = reader.configuration.source { "service_account_dir" } else { "kubeconfig" } }

    private func token(_ path: String) throws(KubernetesFault) -> (text: String, generation: UInt64) {
        let kept = state.withLock { state in state.token.needsReading(now: .now) ? nil : state.token.token.map { ($0, state.generation) } }
        if let kept { return kept }
        do throws(KubernetesFault) {
            let read = try KubernetesFiles.token(path, key: tokenKey)
            reader.redaction.register(read)
            return state.withLock { state in
                let isFirst = state.token.token == nil
                if state.token.take(read, now: .now), !isFirst { state.generation += 1 }
                return (read, state.generation)
            }
        } catch {
            let old: (String, UInt64)? = state.withLock { state in
                state.token.keep(now: .now)
                return state.token.token.map { ($0, state.generation) }
            }
            guard let old else { throw error }
            log.write(.warning, "session \(name): the token file cannot be read now, the last token is used: \(error.line)")
            return old
        }
    }

    private func credential(
        _ plugin: ExecPlugin, _ cluster: KubernetesCluster, _ context: ExchangeContext, limitMilliseconds: Int64
    ) -> Result<(credential: ExecCredential, generation: UInt64), Problem> {
        func kept() -> (credential: ExecCredential, generation: UInt64)? {
            state.withLock { state in
                guard let exec = state.exec, !exec.hasExpired(.now) else { return nil }
                return (exec, state.generation)
            }
        }
        if let kept = kept() { return .success(kept) }
        return programs.run(context) {
            // Somebody else may have been faster.
            if let kept = kept() { return .success(kept.credential) }
            let run = ExecRun(
                plugin: plugin, cluster: cluster, context: context, limitMilliseconds: limitMilliseconds, redaction: reader.redaction)
            switch run.run() {
            case .failure(.cancelled): return .failure(Problem(.cancelled, "while the exec plugin ran"))
            case .failure(.outOfTime): return .failure(Problem(.timeout, "while the exec plugin ran"))
            case .failure(.fault(let fault, let said)):
                if !said.isEmpty { log.write(.warning, "session \(name): the exec plugin said: \(said)") }
                return .failure(problem(fault))
            case .success(let credential):
                state.withLock { state in
                    if state.exec != nil { state.generation += 1 }
                    state.exec = credential
                }
                return .success(credential)
            }
        }.map { ($0, state.withLock { $0.generation }) }
    }

    // MARK: being refused

    func accepted(_ mark: CredentialMark, route: String) {}

    func refused(_ mark: CredentialMark, route: String) -> Bool {
        guard case .token(let generation) = mark else { return false }
        let (target, current) = state.withLock { ($0.target, $0.generation) }
        // Somebody else has met the refusal before and found others.
        guard generation == current else { return true }
        switch target.user.login {
        case .tokenFile(let path): return renew(tokenFile: path, after: generation)
        case .exec:
            state.withLock { state in
                guard state.generation == generation else { return }
                state.exec = nil
                state.generation += 1
            }
            return true
        case .fixed, .none: return renewFromFiles(after: generation)
        }
    }

    private func renew(tokenFile path: String, after generation: UInt64) -> Bool {
        guard let read = try? KubernetesFiles.token(path, key: tokenKey) else { return false }
        reader.redaction.register(read)
        return state.withLock { state in
            guard state.generation == generation else { return true }
            guard state.token.take(read, now: .now) else { return false }
            state.generation += 1
            return true
        }
    }

    /// The files may hold another token or certificate by now.
    private func renewFromFiles(after generation: UInt64) -> Bool {
        guard case .files = reader.configuration.source, let target = try? reader.target() else { return false }
        return state.withLock { state in
            guard state.generation == generation else { return true }
            // Another cluster is another session: only who we are is taken over.
            guard target.cluster.address == state.target.cluster.address else { return false }
            guard target.user != state.target.user || target.identity != state.target.identity else { return false }
            state.target.user = target.user
            state.target.identity = target.identity
            state.generation += 1
            return true
        }
    }

    // MARK: answers

    func problem(in answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? { nil }
    func refine(_ problem: Problem, answer: HTTPAnswer, to request: OutgoingRequest, site: String) -> Problem? { problem }
}
