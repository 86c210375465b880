/// The words in which the two kinds of database differ.
public enum Dialect: Sendable, Equatable {
    case sqlite
    case mysql

    /// A moment as it is stored.
    public func time(_ moment: Timestamp?) -> SQLValue {
        guard let moment else { return .null }
        return .text(self == .sqlite ? moment.text : moment.serverText)
    }

    /// A time column in a form that compares correctly with `comparable(_:)` of a moment and with itself: people insert times with and
    /// without a fraction, and as texts `05Z` would come after `05.300Z` and `05.000Z` would not be the same moment. Zeros at the end of
    /// a fraction say nothing, and the zeros of whole seconds stand for themselves when they are missing.
    public func comparable(_ column: String) -> String { self == .sqlite ? "rtrim(\(column), '0.Z')" : column }

    /// The value to compare such a column with.
    public func comparable(_ moment: Timestamp) -> SQLValue {
        guard self == .sqlite else { return .text(moment.serverText) }
        let end = moment.text.lastIndex { !"0.Z".contains($0) }
        return .text(end.map { String(moment.text[...$0]) } ?? "")
    }

    /// Follows a SELECT inside `write` whose rows will be changed. SQLite has locked everything already.
    public var forUpdate: String { self == .sqlite ? "" : " FOR UPDATE" }

    /// The same, leaving out rows that another transaction is changing.
    public var forUpdateSkippingLocked: String { self == .sqlite ? "" : " FOR UPDATE SKIP LOCKED" }
}
