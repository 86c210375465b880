/// A tool as its bundle describes it, copied and checked: all that a call needs is prepared here.
struct DescribedTool: Sendable {
    /// How arguments reach the function.
    enum Arguments: Sendable {
        /// As C values, one per parameter.
        case typed(ArgumentPlan)
        /// As the JSON text of the whole object, checked against the tool's own schema.
        case raw(Schema)
    }

    var name: String
    var title: String
    var description: String
    var hints: ToolHints
    var inputSchema: JSON
    var outputSchema: JSON?
    /// 0: the operator's default.
    var deadlineMilliseconds: Int64
    var arguments: Arguments
    /// Checks structured results; nil when the tool declares none.
    var outputCheck: DeferredSchema?
    var function: FunctionCall
    /// Says what the function would do, with the same arguments; only of writing tools (rule R11).
    var preview: FunctionCall?
}
