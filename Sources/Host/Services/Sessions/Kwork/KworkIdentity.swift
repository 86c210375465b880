/// Knows whose account the token is before anything is changed with it. Safe from any thread.
final class KworkIdentity: Sendable {
    private let pin: Monitor<AccountPin>
    private let flight = Flight<UInt64>("the account check of another call")

    init(expected: String?) { pin = Monitor(AccountPin(expected: expected)) }

    /// Whose account this process changes; nil until it had to know.
    var account: AccountPin.Account? { pin.withLock { $0.pinned } }

    /// The generation of the token that may change things, or why none may. Asks at most once per token. When the token had to
    /// be renewed for the question, the result is the new one's generation.
    /// - Parameter actor: asks for the envelope of `actor`, and tells the generation of the token it took.
    func verified(
        generation: UInt64, context: ExchangeContext, actor: () -> Result<(JSONObject, UInt64), Problem>
    ) -> Result<UInt64, Problem> {
        while true {
            if let known = pin.withLock({ $0.answer(for: generation) }) { return known.map { generation } }
            let outcome = flight.run(context) { () -> Result<UInt64, Problem> in
                if pin.withLock({ $0.answer(for: generation) }) != nil { return .success(generation) }
                return actor().flatMap { envelope, actual in
                    guard let account = AccountPin.Account(actor: envelope["response"]) else {
                        return .failure(Problem(.contractDrift, "actor does not say who this is", message:
                            "Kwork не сообщил, чей это аккаунт (actor), поэтому изменение не отправлено. Ничего не изменилось."))
                    }
                    return pin.withLock { $0.learned(account, generation: actual) }.map { .failure($0) } ?? .success(actual)
                }
            }
            switch outcome {
            case .failure(var problem):
                problem.mayHaveBeenSent = false
                return .failure(problem)
            case .success(let actual):
                if actual > generation { return .success(actual) }
            }
        }
    }
}
