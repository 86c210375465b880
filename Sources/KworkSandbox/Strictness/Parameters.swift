/// Parameters of one request after inspection: names are allowed, types are right.
struct Parameters: Sendable {
    var query: [String: [String]]
    /// What came in the body, whatever its format; of a JSON body, numbers as text.
    var form: [String: [String]]
    /// Files of a multipart body.
    var files: [MultipartPart] = []

    /// The value of a parameter, wherever it came from.
    func text(_ name: String) -> String? { query[name]?.first ?? form[name]?.first }

    func integer(_ name: String) -> Int? { text(name).flatMap { Int($0) } }

    /// All values of a name that may repeat, such as `uploaded_files[]`.
    func integers(_ name: String) -> [Int] { ((query[name] ?? []) + (form[name] ?? [])).compactMap { Int($0) } }

    /// The user token; nil when none came.
    /// - Throws: a violation when two different ones came.
    func token() throws(Violation) -> String? {
        let sent = Set((query["token"] ?? []) + (form["token"] ?? []))
        guard sent.count < 2 else {
            throw Violation(code: "two-tokens", message: "query and body carry different tokens")
        }
        return sent.first
    }
}
