/// `mcp-host check`: what `list` shows, and everything that has to be put right.
struct CheckReport {
    let list: ListReport
    /// What keeps something from working that is meant to be on.
    let problems: [String]
    /// Those of `problems` that the list does not show.
    private let inFiles: [String]
    /// What an operator should know although it works.
    let remarks: [String]

    init(_ deployment: Deployment) {
        list = deployment.report
        inFiles = deployment.fileProblems.map(\.line)
        problems = deployment.problems.map(\.line) + inFiles
        remarks = deployment.remarks
    }

    init(list: ListReport, problems: [String], inFiles: [String] = [], remarks: [String] = []) {
        self.list = list
        self.problems = problems + inFiles
        self.inFiles = inFiles
        self.remarks = remarks
    }

    var text: String {
        var text = TerminalText.printable(list.text)
        for line in inFiles + remarks { text += "\n\(TerminalText.printable(line))\n" }
        let count = "\(problems.count) \(problems.count == 1 ? "thing" : "things") to put right"
        return text + "\n\(problems.isEmpty ? "everything that is on can be used" : count)\n"
    }

    /// Its members stay what they are; new ones may come.
    var json: JSON {
        var object = list.json.object ?? JSONObject()
        object["ok"] = .bool(problems.isEmpty)
        object["problems"] = .array(problems.map { .string($0) })
        object["remarks"] = .array(remarks.map { .string($0) })
        return .object(object)
    }
}
