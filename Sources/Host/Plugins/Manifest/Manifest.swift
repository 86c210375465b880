/// plugins.json as read: what the operator wrote, with positions, variables expanded and mistakes collected. Nothing has
/// been looked up or loaded yet.
struct Manifest: Sendable {
    /// The file as shown to the operator.
    var file: String
    var policy: PolicyEntry
    /// In the order of the file, the faulty ones included.
    var bundles: [BundleEntry]
    var sessions: [SessionEntry]
    /// Mistakes that leave nothing to serve; bundles and sessions keep their own.
    var problems: [ManifestProblem]
    /// Values that must appear in no output. Register them before anything else is done with this.
    var secrets: [String]
}

/// A value and where the operator wrote it.
struct Placed<Value: Sendable>: Sendable {
    var value: Value
    var place: Place
}

/// `policy`: rules for all bundles.
struct PolicyEntry: Sendable {
    var writes: Placed<WritePolicy>?
    var confirmsInChat: Bool?
    var deadlineMilliseconds: Int64?
    var resultLimit: Int?
    var workers: Int?
}

/// One member of `plugins`.
struct BundleEntry: Sendable {
    var name: String
    var place: Place
    /// Empty only when there are problems.
    var path = ""
    /// The variables that `path` came from: then it is not shown.
    var pathVariables: [String] = []
    /// Set when the entry says so, either way.
    var enabled: Placed<Bool>?
    var sessions: [Placed<String>] = []
    var tools = ToolPatterns()
    var writes: Placed<WritePolicy>?
    var deadlineMilliseconds: Int64?
    var resultLimit: Int?
    var settings = JSONObject()
    /// Not empty: the bundle is left out.
    var problems: [ManifestProblem] = []
}

/// The `tools` of a bundle.
struct ToolPatterns: Sendable {
    /// nil: everything is allowed.
    var allow: Placed<[Placed<Glob>]>?
    var deny: [Placed<Glob>] = []
    var confirm: [Placed<Glob>] = []
}

/// One member of `sessions`, still in the words of the file.
struct SessionEntry: Sendable {
    var name: String
    var place: Place
    /// Checked against the shape of its kind.
    var value: LocatedJSON
    var source: SourceText
    /// Not empty: the session cannot be used.
    var problems: [ManifestProblem] = []
}

extension WritePolicy: CaseIterable {
    static var allCases: [WritePolicy] { [.auto, .confirm, .off] }

    /// The word in plugins.json.
    var name: String { "\(self)" }
    init?(name: String) {
        guard let policy = WritePolicy.allCases.first(where: { $0.name == name }) else { return nil }
        self = policy
    }
}
