import Glibc

/// Seals and opens `requestState`, with a key that every process of this user shares (M-42) and a record of states that may
/// count once only. The key is made at the first question and lives in a file of the user's.
final class StateVault: Sendable {
    private let directory: String
    private let key = Monitor<[UInt8]?>(nil)

    /// - Parameter directory: made with mode 0700 when first needed.
    init(directory: String = StateVault.defaultDirectory) { self.directory = directory }

    static var defaultDirectory: String { LastingDirectory.path ?? "/nonexistent/mcp-host" }

    /// Reads the answers that a request brings. A state that is not intact is an error, not a new question.
    func rounds(of request: CallRequest) throws(RPCError) -> Rounds {
        guard let text = request.requestState else { return Rounds(state: nil, responses: request.inputResponses) }
        let state: RequestState
        do throws(RequestState.Refusal) {
            guard let key = loadKey() else { throw .damaged }
            state = try RequestState(text, for: binding(request), key: key, now: Int64(time(nil)))
        } catch {
            switch error {
            case .damaged: throw .invalidParams("The requestState is damaged or not ours.")
            case .expired: throw .invalidParams("The requestState has expired; call again without it.")
            case .otherCall: throw .invalidParams("The requestState belongs to another call.")
            }
        }
        return Rounds(state: state, responses: request.inputResponses)
    }

    /// The state for the next round.
    func seal(_ rounds: Rounds, for request: CallRequest) throws(Failure) -> String {
        guard let key = loadKey() else {
            throw Failure("internal", "The question could not be signed: no key in \(directory). See the server's log.")
        }
        let state = RequestState(
            answers: rounds.answers(besides: Set(rounds.open.map(\.key))),
            expiry: Int64(time(nil)) + RequestState.lifetimeSeconds, nonce: StateVault.randomText(), shown: rounds.shown)
        return state.sealed(for: binding(request), key: key)
    }

    // MARK: Confirmations in the chat

    /// A key for the call that follows the person's yes.
    func confirmation(of request: CallRequest, text: String) throws(Failure) -> String {
        guard let key = loadKey() else {
            throw Failure("internal", "The confirmation could not be signed: no key in \(directory). See the server's log.")
        }
        return ChatConfirmation.seal(
            ChatConfirmation.subject(of: binding(request), text: text),
            expiry: Int64(time(nil)) + ChatConfirmation.lifetimeSeconds, nonce: StateVault.randomBytes(8), key: key)
    }

    /// Takes such a key, once over all processes of the user.
    func accept(_ text: String, for request: CallRequest, text shown: String) throws(ChatConfirmation.Refusal) -> Use {
        guard let key = loadKey() else { throw .unfit }
        try ChatConfirmation.check(
            text, for: ChatConfirmation.subject(of: binding(request), text: shown), key: key, now: Int64(time(nil)))
        return useOnce(text)
    }

    // MARK: What counts once

    /// Whether this is the first use of an intact state, over all processes of the user.
    func useOnce(_ state: String) -> Use {
        let used = directory + "/used"
        guard makePrivateDirectory(directory), makePrivateDirectory(used) else { return .unknown }
        removeOldMarks(in: used)
        let name = state.split(separator: ".").last.map(String.init) ?? ""
        let descriptor = open(used + "/" + name, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC | O_NOFOLLOW, 0o600)
        guard descriptor >= 0 else { return errno == EEXIST ? .repeated : .unknown }
        close(descriptor)
        return .first
    }

    enum Use {
        case first
        case repeated
        /// No record can be kept, so nobody knows.
        case unknown
    }

    private func binding(_ request: CallRequest) -> RequestState.Binding {
        RequestState.Binding(user: getuid(), tool: request.tool.definition.name, arguments: request.arguments)
    }

    // MARK: Files

    private func loadKey() -> [UInt8]? {
        key.withLock { key in
            if let key { return key }
            guard makePrivateDirectory(directory) else { return nil }
            let path = directory + "/request-state.key"
            for _ in 0..<2 {
                if let found = readKey(path) {
                    key = found
                    return found
                }
                writeKey(path)
            }
            HostLog.shared.write(.error, "cannot keep a key in \(path): \(String(cString: strerror(errno)))")
            return nil
        }
    }

    private func readKey(_ path: String) -> [UInt8]? {
        let descriptor = open(path, O_RDONLY | O_CLOEXEC | O_NOFOLLOW)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_uid == getuid(), status.st_mode & 0o077 == 0 else {
            HostLog.shared.write(.error, "\(path) must belong to this user and to nobody else (mode 0600)")
            return nil
        }
        var bytes = [UInt8](repeating: 0, count: 33)
        let count = read(descriptor, &bytes, 33)
        return count == 32 ? Array(bytes[..<32]) : nil
    }

    /// Written aside and linked into place, so that two processes agree on one key and none reads half of one.
    private func writeKey(_ path: String) {
        let draft = path + "." + StateVault.randomText()
        let descriptor = open(draft, O_CREAT | O_EXCL | O_WRONLY | O_CLOEXEC, 0o600)
        guard descriptor >= 0 else { return }
        let bytes = StateVault.randomBytes(32)
        let isWritten = bytes.withUnsafeBytes { write(descriptor, $0.baseAddress, 32) } == 32 && fsync(descriptor) == 0
        close(descriptor)
        if isWritten { link(draft, path) }
        unlink(draft)
    }

    private func makeDirectory(_ path: String) -> Bool {
        if mkdir(path, 0o700) == 0 { return true }
        if errno == ENOENT, let slash = path.lastIndex(of: "/"), slash > path.startIndex {
            guard makeDirectory(String(path[..<slash])), mkdir(path, 0o700) == 0 || errno == EEXIST else { return false }
        }
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT == S_IFDIR
    }

    /// A folder that is ours alone: nobody else may take our key or our marks away.
    private func makePrivateDirectory(_ path: String) -> Bool {
        guard makeDirectory(path) else { return false }
        var status = stat()
        guard lstat(path, &status) == 0, status.st_mode & S_IFMT == S_IFDIR, status.st_uid == getuid(), status.st_mode & 0o022 == 0
        else {
            HostLog.shared.write(.error, "\(path) must be a folder of this user that nobody else may write to")
            return false
        }
        return true
    }

    private func removeOldMarks(in directory: String) {
        guard let entries = opendir(directory) else { return }
        defer { closedir(entries) }
        let oldest = time(nil) - Int(RequestState.lifetimeSeconds)
        while let entry = readdir(entries) {
            let name = withUnsafePointer(to: &entry.pointee.d_name) {
                $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
            }
            var status = stat()
            guard !name.hasPrefix("."), stat(directory + "/" + name, &status) == 0, status.st_mtim.tv_sec < oldest else { continue }
            unlink(directory + "/" + name)
        }
    }

    private static func randomBytes(_ count: Int) -> [UInt8] {
        var generator = SystemRandomNumberGenerator()
        return (0..<count).map { _ in UInt8.random(in: .min ... .max, using: &generator) }
    }

    private static func randomText() -> String { Base64.encodeURLSafe(randomBytes(16)) }
}
