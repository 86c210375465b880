/// The operator's `writes: confirm`: a person sees exactly what a writing tool is about to do before it runs.
enum ConfirmGate {
    /// Distinct from the keys that tools may use.
    static let key = "mcp-host.confirm"
    /// How long the person may take.
    static let waitMilliseconds: Int64 = 300_000

    static func applies(to tool: Tool) -> Bool {
        tool.definition.hints.contains(.write) && tool.writes == .confirm
    }

    static func question(for call: CallRequest) -> Question {
        let tool = call.tool.definition
        let label = tool.title.isEmpty ? tool.name : "\(tool.title) (\(tool.name))"
        var lines = ["\(label) is about to change something outside. This is exactly what it was given:", ""]
        for argument in call.arguments.members {
            lines.append("\(visible(argument.name)): \(visible(argument.value.string ?? argument.value.text))")
        }
        if call.arguments.isEmpty { lines.append("(no arguments)") }
        return Question(
            key: key, message: lines.joined(separator: "\n"),
            schema: [
                "type": "object",
                "properties": ["confirm": ["type": "boolean", "title": "Do it", "default": true]],
                "required": ["confirm"],
            ],
            deadlineMilliseconds: waitMilliseconds, fallback: nil)
    }

    /// nil: go ahead.
    static func refusal(of answer: Answer, tool: Tool) -> Failure? {
        switch answer {
        case .accepted(let content) where content["confirm"] == true: return nil
        case .accepted, .declined, .dismissed:
            return Failure(
                "declined", "The person did not allow it, so nothing was sent. Do not repeat it unless they ask for it.",
                retry: .never)
        case .timeout:
            return Failure(
                "not_confirmed", "Nobody confirmed it in time, so nothing was sent.", retry: .later(afterMilliseconds: nil))
        case .unavailable:
            return Failure(
                "confirmation_unavailable",
                """
                The operator wants a person to confirm this tool, and this client cannot show questions, so nothing was sent. \
                To allow it without: in plugins.json set "writes": "auto" for \(tool.bundleName) (and in policy), or take \
                \(tool.definition.name) out of tools.confirm.
                """, retry: .never)
        }
    }

    /// Characters that could hide or reorder what the person reads are shown as escapes.
    static func visible(_ text: String) -> String {
        var result = ""
        for scalar in text.unicodeScalars {
            switch scalar.properties.generalCategory {
            case .control where scalar != "\n" && scalar != "\t", .format, .lineSeparator, .paragraphSeparator:
                result += "\\u{\(String(scalar.value, radix: 16))}"
            default: result.unicodeScalars.append(scalar)
            }
        }
        return result
    }
}
