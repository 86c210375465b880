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

extension Hints {
    /// Of every tool that only looks at Kwork.
    public static let kworkRead: Hints = [.readOnly, .idempotent, .openWorld]
    /// Of a tool that adds something on Kwork, and adds it again when called again.
    public static let kworkWrite: Hints = [.write, .openWorld]
    /// Of a tool that sets something on Kwork: called again it changes nothing more.
    public static let kworkSet: Hints = [.write, .idempotent, .openWorld]
    /// Of a tool that removes something from Kwork: called again it changes nothing more.
    public static let kworkRemove: Hints = [.write, .destructive, .idempotent, .openWorld]
}
