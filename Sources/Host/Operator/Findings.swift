/// What became of one bundle.
struct BundleFinding: Sendable {
    enum State: Sendable {
        /// Left out on purpose.
        case off(PolicyRule)
        /// Left out because something is wrong; each line says where and what to do.
        case refused([String])
        case on
    }

    /// Its name in plugins.json.
    var name: String
    var state: State
    /// Every tool of the bundle, in the bundle's order; empty unless it was loaded.
    var tools: [ToolFinding] = []
    /// Not reasons to leave it out, but worth a line: a pattern that matches nothing, a session that cannot be used.
    var notes: [Note] = []
    /// Sessions that its tools need to reach the outside and that cannot be used.
    var brokenSessions: [String] = []

    struct Note: Sendable, Equatable {
        var place: Place?
        var message: String

        var line: String { place.map { "\($0.full): \(message)" } ?? message }
    }

    var toolsOn: Int { tools.count(where: \.decision.isOn) }

    /// What keeps something of it from working.
    var problems: [Problem] {
        let notes = notes.map { Problem(line: $0.line, isRefusal: false) }
        guard case .refused(let reasons) = state else { return notes }
        return reasons.map { Problem(line: "\(name) is left out: \($0)", isRefusal: true) } + notes
    }

    /// One line for stderr.
    struct Problem: Sendable, Equatable {
        var line: String
        /// Whether a whole bundle is missing because of it.
        var isRefusal: Bool
    }
}

/// What became of one tool.
struct ToolFinding: Sendable {
    var definition: ToolDefinition
    var decision: PolicyDecision
}

/// What became of one session.
struct SessionFinding: Sendable {
    var name: String
    var kind: String
    /// Why it cannot be used; empty: it can.
    var problems: [String]
    /// The operator gave nothing for it: what needs it says so, and nothing has to be put right.
    var isAbsent = false

    var isBroken: Bool { !isAbsent && !problems.isEmpty }
}
