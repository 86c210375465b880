import Glibc

/// The file of one session's `AccountRecord`, in the lasting directory of the user: a token outlives a boot. What is wrong with
/// the file never stops anybody: then nothing is known. Safe from any thread and any process.
struct AccountRecordFile: Sendable {
    let name: String
    /// nil: the lasting directory of the user.
    let directory: String?

    private static let sizeLimit = 16_384

    /// - Parameters:
    ///   - name: of the file, without secrets; see `KworkSessionConfiguration.accountRecord`.
    ///   - directory: for tests; an absolute path.
    init(name: String, directory: String? = nil) {
        self.name = name
        self.directory = directory
    }

    /// The record. nil when there is none, or none that this version can trust and read. Makes and changes nothing.
    func read() -> AccountRecord? {
        guard let path = directory ?? LastingDirectory.path.map({ $0 + "/accounts" }) else { return nil }
        let descriptor = open(path + "/" + name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid(),
            status.st_mode & 0o022 == 0, (1...AccountRecordFile.sizeLimit).contains(Int(status.st_size))
        else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard Glibc.read(descriptor, &bytes, bytes.count) == bytes.count,
            let json = try? JSON(parsing: String(decoding: bytes, as: UTF8.self))
        else { return nil }
        return AccountRecord(json)
    }

    /// Replaces the record as a whole.
    @discardableResult
    func write(_ record: AccountRecord) -> Result<Void, StateProblem> {
        openFolder().flatMap { folder in
            defer { close(folder) }
            return TrustedFolder.replace(name, in: folder, with: Array((record.json.text + "\n").utf8))
        }
    }

    /// A token has just come from a sign-in.
    /// - Parameter lifetimeSeconds: as Kwork said it; nil: it said nothing.
    func signedIn(_ token: String, lifetimeSeconds: Int64?, now: Int64 = WallClock.milliseconds / 1000) {
        var record = AccountRecord(token: token)
        record.signedInAt = now
        if let lifetimeSeconds, lifetimeSeconds > 0 {
            let (end, overflow) = now.addingReportingOverflow(lifetimeSeconds)
            record.expiresAt = overflow ? nil : end
        }
        write(record)
    }

    /// Kwork has said whose token it is. What was known about the same token stays.
    func identified(_ token: String, id: Int64, username: String, now: Int64 = WallClock.milliseconds / 1000) {
        var record = read().flatMap { $0.belongs(to: token) ? $0 : nil } ?? AccountRecord(token: token)
        record.accountID = id
        record.username = username
        record.checkedAt = now
        write(record)
    }

    /// Forgets. Returns whether there was something.
    @discardableResult
    func remove() -> Bool {
        guard let path = directory ?? LastingDirectory.path.map({ $0 + "/accounts" }) else { return false }
        return unlink(path + "/" + name) == 0
    }

    private func openFolder() -> Result<Int32, StateProblem> {
        directory.map(StateDirectory.open) ?? LastingDirectory.open("accounts")
    }
}

extension KworkSessionConfiguration {
    /// The record of a token of this session: one for the configured token, one for whatever its file or login brings.
    ///
    /// - Parameter directory: for tests; nil: the lasting directory of the user.
    func accountRecord(for used: String, directory: String? = nil) -> AccountRecordFile {
        used == token ? accountRecord(source: token, directory) : keptAccountRecord(directory: directory)
    }

    /// The record of the token that is kept in the file.
    func keptAccountRecord(directory: String? = nil) -> AccountRecordFile { accountRecord(source: tokenFile ?? login, directory) }

    private func accountRecord(source: String?, _ directory: String?) -> AccountRecordFile {
        AccountRecordFile(
            name: Session.identity(["account", "kwork", api, source]).replacing(".state", with: ".account"), directory: directory)
    }
}
