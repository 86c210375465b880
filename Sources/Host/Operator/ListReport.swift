import Glibc

/// `mcp-host list`: what is on, what is off, and which rule decided.
struct ListReport: Sendable {
    /// The plugins.json in use and why this one; nil without one.
    var file: ConfigurationFile?
    var bundles: [BundleFinding]
    var sessions: [SessionFinding]

    // MARK: for people

    /// The text; a terminal obeys what a program only reads.
    func shown(on descriptor: Int32) -> String { isatty(descriptor) == 1 ? TerminalText.printable(text) : text }

    var text: String {
        var text = file.map { "\($0.shown), \($0.reason)\n\n" } ?? ""
        var table = TextTable(rows: [["toolset", "tools", "state", "why"]])
        for bundle in bundles { table.rows += Self.rows(bundle) }
        text += bundles.isEmpty ? "no bundles: \"plugins\" is empty\n" : table.text
        let broken = sessions.filter { !$0.problems.isEmpty }
        if !broken.isEmpty {
            text += "\n" + TextTable(rows: [["session", "state", "why"]] + broken.flatMap { session in
                session.problems.enumerated().map { index, problem in
                    index == 0 ? [session.name, session.isAbsent ? "not set up" : "not usable", problem] : ["", "", problem]
                }
            }).text
        }
        return text
    }

    /// One row, and one more for each further reason.
    private static func rows(_ bundle: BundleFinding) -> [[String]] {
        var reasons: [String]
        let count: String
        let state: String
        switch bundle.state {
        case .off(let rule): (count, state, reasons) = ("–", "off", [rule.description])
        case .refused(let lines): (count, state, reasons) = ("–", "refused", lines)
        case .on:
            count = "\(bundle.toolsOn)/\(bundle.tools.count)"
            (state, reasons) = summary(bundle)
        }
        reasons += bundle.notes.map { note in note.place.map { "\($0.short): \(note.message)" } ?? note.message }
        let first = [bundle.name, count, state, reasons.first ?? ""]
        return [first] + reasons.dropFirst().map { ["", "", "", $0] }
    }

    /// `on, 1 off, 2 confirm` and the rules behind it, each with the tools it decided.
    private static func summary(_ bundle: BundleFinding) -> (state: String, reasons: [String]) {
        let off = bundle.tools.filter { !$0.decision.isOn }
        let confirm = bundle.tools.filter { $0.decision.isOn && $0.decision.writes == .confirm && $0.definition.hints.contains(.write) }
        let broken = bundle.brokenSessions.map { "session \"\($0)\" cannot be used" }
        var state = bundle.toolsOn == 0 ? "off" : bundle.brokenSessions.isEmpty ? "on" : "on, not usable"
        if bundle.toolsOn > 0, !off.isEmpty { state += ", \(off.count) off" }
        if !confirm.isEmpty { state += ", \(confirm.count) confirm" }
        return (state, broken + grouped(off, \.decision.offRule) + grouped(confirm, \.decision.writesRule))
    }

    private static func grouped(_ tools: [ToolFinding], _ rule: (ToolFinding) -> PolicyRule?) -> [String] {
        var groups: [(rule: String, names: [String])] = []
        for tool in tools {
            let text = rule(tool)?.description ?? "default"
            if let index = groups.firstIndex(where: { $0.rule == text }) { groups[index].names.append(tool.definition.name) }
            else { groups.append((text, [tool.definition.name])) }
        }
        return groups.map { "\(shortened($0.names)): \($0.rule)" }
    }

    /// All names as long as they can be taken in at a glance; the JSON has them all.
    private static func shortened(_ names: [String]) -> String {
        names.count <= 5 ? names.joined(separator: ", ") : "\(names.prefix(3).joined(separator: ", ")) and \(names.count - 3) more"
    }

    // MARK: for programs

    var json: JSON {
        var object = JSONObject()
        if let file { object["configuration"] = ["path": .string(file.path), "reason": .string(file.reason)] }
        object["toolsets"] = .array(bundles.map(Self.json))
        object["sessions"] = .array(sessions.map { session in
            [
                "name": .string(session.name), "kind": .string(session.kind), "usable": .bool(session.problems.isEmpty),
                "setUp": .bool(!session.isAbsent),
                "problems": .array(session.problems.map { .string($0) }),
            ]
        })
        return .object(object)
    }

    private static func json(_ bundle: BundleFinding) -> JSON {
        var object: JSONObject = ["name": .string(bundle.name)]
        switch bundle.state {
        case .off(let rule):
            object["state"] = "off"
            object["rule"] = json(rule)
        case .refused(let reasons):
            object["state"] = "refused"
            object["problems"] = .array(reasons.map { .string($0) })
        case .on: object["state"] = "on"
        }
        object["brokenSessions"] = .array(bundle.brokenSessions.map { .string($0) })
        object["notes"] = .array(bundle.notes.map { .string($0.line) })
        object["tools"] = .array(bundle.tools.map { tool in
            var entry: JSONObject = [
                "name": .string(tool.definition.name), "on": .bool(tool.decision.isOn),
                "readOnly": .bool(!tool.definition.hints.contains(.write)), "writes": .string(tool.decision.writes.name),
            ]
            if let rule = tool.decision.offRule { entry["rule"] = json(rule) }
            if let rule = tool.decision.writesRule { entry["writesRule"] = json(rule) }
            return .object(entry)
        })
        return .object(object)
    }

    private static func json(_ rule: PolicyRule) -> JSON {
        var object: JSONObject = ["text": .string(rule.text)]
        if let place = rule.place {
            object["file"] = .string(place.file)
            object["line"] = .integer(Int64(place.line))
            object["column"] = .integer(Int64(place.column))
        }
        return .object(object)
    }
}
