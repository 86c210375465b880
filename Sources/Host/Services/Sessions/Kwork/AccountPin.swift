/// Whose account a session may change, as a value. The first one seen stays; another one stops writes, not reads.
struct AccountPin: Sendable {
    struct Account: Sendable, Equatable {
        var id: Int64
        var username: String

        /// The `response` of `actor`; nil when it does not say clearly who that is.
        init?(actor: JSON?) {
            guard let actor else { return nil }
            let object = actor.array?.count == 1 ? actor.array?.first : actor
            let number = object?["id"]?.integer ?? object?["id"]?.string.flatMap { text in
                text.utf8.allSatisfy { (0x30...0x39).contains($0) } ? Int64(text) : nil
            }
            guard let number, number > 0, let name = object?["username"]?.string, !Text.trimmed(name).isEmpty else { return nil }
            id = number
            username = Text.trimmed(name)
        }

        init(id: Int64, username: String) {
            self.id = id
            self.username = username
        }

        var label: String { "@\(username) (id \(id))" }
    }

    private let expected: String?
    private(set) var pinned: Account?
    private var verdict: (generation: UInt64, problem: Problem?)?

    /// - Parameter expected: what the operator wrote: a number or a user name.
    init(expected: String?) {
        var text = Text.trimmed(expected ?? "")
        if text.hasPrefix("@") { text = String(text.dropFirst()) }
        self.expected = text.isEmpty ? nil : text.lowercased()
    }

    /// What is known about the token of that generation; nil: ask.
    func answer(for generation: UInt64) -> Result<Void, Problem>? {
        guard let verdict, verdict.generation == generation else { return nil }
        return verdict.problem.map { .failure($0) } ?? .success(())
    }

    /// The token of that generation belongs to `account`.
    mutating func learned(_ account: Account, generation: UInt64) -> Problem? {
        let problem = fault(account)
        if problem == nil, pinned == nil { pinned = account }
        verdict = (generation, problem)
        return problem
    }

    private func fault(_ account: Account) -> Problem? {
        if let expected, expected != String(account.id), expected != account.username.lowercased() {
            return AccountPin.mismatch("Вход выполнен под аккаунтом \(account.label), а в plugins.json (account, KWORK_ACCOUNT) указан «\(expected)».")
        }
        if let pinned, pinned.id != account.id {
            return AccountPin.mismatch("Аккаунт сменился: раньше был \(pinned.label), теперь \(account.label).")
        }
        return nil
    }

    private static func mismatch(_ text: String) -> Problem {
        Problem(.accountMismatch, "another account than before", message:
            text + " Изменения остановлены, ничего не отправлено; чтение работает. Верните прежний вход или, если смена намеренная, "
                + "перезапустите сервер и проверьте account.")
    }
}
