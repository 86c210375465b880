/// The questions of one 2026-07-28 call: answered in earlier rounds, or asked in this one. A value without I/O.
struct Rounds: Sendable {
    /// Answers that came with the request, `ElicitResult`s by key: those of the signed state, then the fresh ones.
    private(set) var answers = JSONObject()
    /// Keys whose answers are under our signature or came together with it.
    private(set) var hasState = false
    /// Asked in this round and not answered yet.
    private(set) var open: [Question] = []
    /// A question that this client cannot be asked (M-43).
    private(set) var lacksCapability = false
    /// What the person was shown before a write; see `confirm`.
    var shown: ShownText?

    init() {}

    init(state: RequestState?, responses: JSONObject?) {
        hasState = state != nil
        shown = state?.shown
        answers = state?.answers ?? JSONObject()
        for member in responses?.members ?? [] { answers[member.name] = member.value }
    }

    /// Answers from an earlier round, or takes note of the question for the next one. A missing or unfit answer is asked for
    /// again (M-44, M-47).
    mutating func ask(_ question: Question, canAsk: Bool) -> AskResult {
        if let result = answers[question.key], let answer = Forms.answer(result, to: question) { return .answered(answer) }
        guard canAsk else {
            if let fallback = question.fallback { return .answered(.unavailable(fallback: fallback)) }
            lacksCapability = true
            return .pending
        }
        if !open.contains(where: { $0.key == question.key }) { open.append(question) }
        return .pending
    }

    /// A write is about to be confirmed, by the text of that digest. Without our signature over the very same arguments an
    /// answer proves nothing, and a yes to another text is no yes to this one.
    mutating func confirm(_ digest: String, now: Int64) {
        if !hasState { self = Rounds() }
        guard shown?.digest != digest else { return }
        answers[ConfirmGate.key] = nil
        shown = ShownText(digest: digest, askedAt: now)
    }

    /// What the next round must know: the answers whose questions were put, without the unknown keys a client may add.
    func answers(besides keys: Set<String>) -> JSONObject {
        JSONObject(members: answers.members.filter { !keys.contains($0.name) })
    }
}

/// The text a person was shown before a write, on its way from one round to the next.
struct ShownText: Sendable, Equatable {
    /// `ChatConfirmation.digest` of it.
    var digest: String
    /// When it went out first, in milliseconds since 1970.
    var askedAt: Int64
    /// A key from the chat was taken for it, which counts once; the rounds that the tool itself asks for need no other.
    var isConfirmed = false
}
