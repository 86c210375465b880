import Glibc

/// What the command line of `mcp-host login` says.
package struct LoginOptions: Sendable {
    package var session: String
    package var deployment: DeploymentOptions
    package var login: String?
    package var passwordFile: String?
    package var passwordDescriptor: Int32?
    /// `--yes`: the token is stored without a question.
    package var isAgreed: Bool

    package init(
        session: String, deployment: DeploymentOptions, login: String? = nil, passwordFile: String? = nil,
        passwordDescriptor: Int32? = nil, isAgreed: Bool = false
    ) {
        self.session = session
        self.deployment = deployment
        self.login = login
        self.passwordFile = passwordFile
        self.passwordDescriptor = passwordDescriptor
        self.isAgreed = isAgreed
    }

    var passwordSource: PasswordSource? { passwordFile.map { .file($0) } ?? passwordDescriptor.map { .descriptor($0) } }
}

extension Operator {
    /// Signs in to a session, shows whose account it is, and keeps the token once the person agrees.
    package static func login(_ options: LoginOptions) -> ExitStatus {
        protectMemory()
        let stop = StopWatch()
        stop.start()
        switch configuration(options.deployment).flatMap({ NamedSession.find(options.session, in: $0) }) {
        case .failure(let status): return status
        case .success(let session):
            let status = LoginCommand(session: session, options: options, stop: stop, terminal: PersonTerminal(stop: stop)).run()
            return stop.cancellation.isCancelled && status != .success ? .interrupted : status
        }
    }

    /// The configuration, or what the process ends with after the reasons were printed.
    static func configuration(_ options: DeploymentOptions) -> Result<Configuration, ExitStatus> {
        do throws(DeploymentError) {
            return .success(try Configuration.load(options, in: .process))
        } catch {
            for line in error.lines { complain("mcp-host: \(TerminalText.printable(line))") }
            return .failure(error.exitStatus)
        }
    }
}

/// `mcp-host login` once its session is known.
struct LoginCommand {
    let session: NamedSession
    let options: LoginOptions
    let stop: StopWatch
    let terminal: PersonTerminal?

    func run() -> ExitStatus {
        guard let file = session.tokenFile() else { return .failure }
        // Before a password is typed in vain.
        if let problem = file.place() {
            Operator.complain("mcp-host: no token can be kept: \(TerminalText.printable(problem.message))")
            return .failure
        }
        if case .token(let kept, _) = file.look(), file.standing(of: kept, for: session.configuration.tokenClaim) == .otherAddress {
            let path = TerminalText.printable(file.path)
            Operator.complain("mcp-host: \(path) keeps the token of another API address, \(TerminalText.printable(file.note()?.api ?? "")), and is left alone: "
                + "give this session a token_file of its own, or delete that token first")
            return .failure
        }
        if terminal == nil {
            var missing: [String] = []
            if options.login == nil, session.configuration.login == nil { missing.append("--login NAME") }
            if options.passwordSource == nil { missing.append("--password-file FILE or --password-fd NUMBER") }
            if !options.isAgreed { missing.append("--yes") }
            guard missing.isEmpty else {
                Operator.complain("mcp-host: there is no terminal to ask a person; run this on one, or add \(missing.joined(separator: ", "))")
                return .usage
            }
        }
        if session.configuration.token != nil {
            tell("Note: \(session.tokenSource) gives this session a token, which comes first: the stored one is not used until that is taken away.")
        }
        guard let (login, password) = credentials() else { return .failure }
        let claim = TokenClaim(api: session.configuration.api, login: login)
        if let configured = session.configuration.login,
            TokenNote(token: "", api: claim.api, login: configured) != TokenNote(token: "", api: claim.api, login: login)
        {
            tell("Note: plugins.json or its variables give this session another login: hosts will not use this token until that is changed or taken away.")
        }
        // A full disk must not cost a sign-in.
        if let problem = file.tryOut() {
            Operator.complain("mcp-host: no token can be kept: \(TerminalText.printable(problem.message)). Nothing was sent.")
            return .failure
        }
        Redaction.shared.register(password)
        let services = Services(sessions: [session.name: .kwork(session.configuration)])
        defer { services.shutdown() }
        switch services.sessions.session(session.name) {
        case .failure(let problem):
            Operator.complain("mcp-host: \(problem.message ?? problem.detail)")
            return .failure
        case .success(let made):
            let dialogue = SignInDialogue(
                session: made, configuration: session.configuration, login: login, password: password, terminal: terminal,
                cancellation: stop.cancellation)
            guard let token = dialogue.run(), let actor = dialogue.account(of: token.text) else { return .failure }
            guard let account = AccountPin.Account(actor: actor) else {
                tell("The sign-in worked, but Kwork's answer does not say whose account it is. Nothing was stored.")
                return .failure
            }
            return keep(token, of: account, actor, in: file, for: claim)
        }
    }

    private func credentials() -> (login: String, password: String)? {
        let name = options.login ?? session.configuration.login ?? terminal?.ask("Login or e-mail address at Kwork: ")
        guard let name, !name.isEmpty else {
            tell("No login was given. Nothing was sent.")
            return nil
        }
        if let source = options.passwordSource {
            do throws(PasswordSource.Mistake) {
                return (name, try source.read())
            } catch {
                Operator.complain("mcp-host: \(error.message)")
                return nil
            }
        }
        guard let password = terminal?.askHidden("Password (not shown): "), !password.isEmpty else {
            tell("No password was given. Nothing was sent.")
            return nil
        }
        guard !password.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) else {
            tell("What was typed holds control characters, such as those of an arrow key. Nothing was sent.")
            return nil
        }
        return (name, password)
    }

    private func keep(
        _ token: KworkSignIn.NewToken, of account: AccountPin.Account, _ actor: JSON, in file: TokenFile, for claim: TokenClaim
    ) -> ExitStatus {
        let label = TerminalText.printable(account.label)
        tell("Signed in as \(label)\(LoginCommand.details(actor)).")
        var pin = AccountPin(expected: session.configuration.account)
        guard pin.learned(account, generation: 0) == nil else {
            tell("That is not the account this session is for: \"account\" in plugins.json is \(TerminalText.printable(session.configuration.account ?? "")). Nothing was stored.")
            return .failure
        }
        let path = TerminalText.printable(file.path)
        let replaced = earlier(in: file, than: account)
        let instead = replaced.map { " in place of that of \($0)" } ?? ""
        guard options.isAgreed || terminal?.agrees("Store the token for \(label) in \(path)\(instead)?") == true else {
            tell("Nothing was stored.")
            return .failure
        }
        let context = ExchangeContext(deadline: .now.adding(milliseconds: 30_000), cancellation: stop.cancellation)
        let stored = file.whileLocked(context) { file.store(token.text, for: claim).mapError { Problem(.internal, $0.message) } }
        if case .failure(let problem) = stored {
            Operator.complain("mcp-host: the token is not kept: \(TerminalText.printable(problem.detail))")
            return .failure
        }
        let record = session.ofFile.keptAccountRecord()
        record.signedIn(token.text, lifetimeSeconds: token.lifetimeSeconds)
        record.identified(token.text, id: account.id, username: account.username)
        let end = record.read()?.expiresAt.map { "valid until \(TimeText.local($0))" } ?? "Kwork does not say how long it is valid"
        Operator.say("Stored: \(label)\(instead), \(end). Hosts that run already take it when theirs is no longer taken.")
        return .success
    }

    /// Whose token the file keeps so far; nil: none, or one of the same account.
    private func earlier(in file: TokenFile, than account: AccountPin.Account) -> String? {
        guard case .token(let kept, _) = file.look() else { return nil }
        guard let record = session.ofFile.keptAccountRecord().read(), record.belongs(to: kept), let id = record.accountID else {
            return "an account that is not known here"
        }
        return id == account.id ? nil : record.label.map(TerminalText.printable)
    }

    /// `, Name Surname, seller`
    static func details(_ actor: JSON) -> String {
        let object = actor.array?.first ?? actor
        var parts: [String] = []
        if let name = object["fullname"]?.string, !Text.trimmed(name).isEmpty { parts.append(TerminalText.printable(Text.trimmed(name))) }
        switch object["type"]?.string {
        case "worker": parts.append("seller")
        case "payer": parts.append("buyer")
        case let other?: if !other.isEmpty { parts.append(TerminalText.printable(other)) }
        case nil: break
        }
        return parts.map { ", \($0)" }.joined()
    }

    private func tell(_ text: String) { if let terminal { terminal.say(text) } else { Operator.complain(text) } }
}
