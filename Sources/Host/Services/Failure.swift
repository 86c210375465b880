/// Why something failed, in the form in which it reaches the model: what was wrong, and whether repeating makes sense.
/// Codes are the stable vocabulary of docs/failure-codes.md and docs/abi.md.
struct Failure: Error, Sendable, Equatable {
    enum Retry: Sendable, Equatable {
        case unspecified
        /// The same call will fail again.
        case never
        /// The same call may work; nothing has happened yet.
        case later(afterMilliseconds: Int64?)
        /// The effect may have happened: check, never just repeat.
        case outcomeUnknown
    }

    var code: String
    /// One or two sentences for the model. Never holds a secret.
    var message: String
    var retry: Retry
    /// More for programs, such as which column is empty. Never holds a secret.
    var details: JSONObject

    init(_ code: String, _ message: String, retry: Retry = .unspecified, details: JSONObject = JSONObject()) {
        self.code = code
        self.message = message
        self.retry = retry
        self.details = details
    }
}
