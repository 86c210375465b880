/// Something a correct client never sends. Recorded, and answered with an HTTP error so that a test cannot miss it.
struct Violation: Error, Sendable, Equatable {
    /// Stable short name, such as `unknown-parameter`.
    var code: String
    /// What was wrong and what is expected. Names parameters and headers, never their values.
    var message: String
    var status = 400
    var headers: [Header] = []

    var reply: Reply {
        let more: [JSON.Member] = [.init(key: "violation", value: .string(code))]
        return .failure("kwork-sandbox: \(message)", code: status, status: status, more: more, headers: headers)
    }
}
