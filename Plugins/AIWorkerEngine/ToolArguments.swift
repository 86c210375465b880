import AIWorkerKit

/// The arguments of one call. The host has checked them against the schema; here only what a schema cannot say is left.
struct ToolArguments {
    let object: JSON.Object

    init(_ object: JSON.Object) { self.object = object }

    func text(_ name: String) -> String? { object[name]?.asString }
    func number(_ name: String) -> Double? { object[name]?.asNumber }
    func texts(_ name: String) -> [String]? { object[name]?.asArray?.compactMap(\.asString) }

    /// A text that the schema requires.
    func required(_ name: String) throws -> String {
        guard let text = text(name) else { throw Failure.invalidArgument("\(name) is missing.") }
        return text
    }
}
