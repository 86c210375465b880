import PluginKit

/// A record a tool can answer with.
public protocol Presentable {
    /// For people and models: every datum, in Russian.
    var text: String { get }
    /// The structured form.
    static var shape: Shape<Self> { get }
}

extension UnsafeMutablePointer<mcp_call> {
    /// Answers with a record: its text, then its structured form.
    public func present<Record: Presentable>(_ record: Record) {
        text(record.text)
        structured(Record.shape.value(record))
    }
}

extension Presentable {
    /// For `output:` of a tool.
    public static var schema: JSON { shape.schema }
}

/// The hints of every tool that only looks at Kwork.
extension Hints {
    public static let kworkRead: Hints = [.readOnly, .idempotent, .openWorld]
}
