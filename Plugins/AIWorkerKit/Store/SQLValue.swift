/// A value that goes into or comes out of a statement.
public enum SQLValue: Sendable, Equatable {
    case null
    case integer(Int64)
    case real(Double)
    case text(String)

    public init(_ text: String?) { self = text.map { .text($0) } ?? .null }
    public init(_ integer: Int64?) { self = integer.map { .integer($0) } ?? .null }
    public init(_ integer: Int?) { self = integer.map { .integer(Int64($0)) } ?? .null }
    public init(_ number: Double?) { self = number.map { .real($0) } ?? .null }
}

extension SQLValue: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral, ExpressibleByNilLiteral {
    public init(stringLiteral value: String) { self = .text(value) }
    public init(integerLiteral value: Int64) { self = .integer(value) }
    public init(nilLiteral: ()) { self = .null }
}

/// One row of a result. Columns are looked up by name; an unknown name reads as NULL.
public struct Row: Sendable {
    private let columns: Columns
    private let values: [SQLValue]

    /// The names of a result, shared by its rows.
    public final class Columns: Sendable {
        public let names: [String]
        let places: [String: Int]

        public init(_ names: [String]) {
            self.names = names
            places = Dictionary(zip(names, names.indices), uniquingKeysWith: { first, _ in first })
        }
    }

    public init(_ columns: Columns, _ values: [SQLValue]) {
        self.columns = columns
        self.values = values
    }

    public subscript(name: String) -> SQLValue { columns.places[name].map { values[$0] } ?? .null }

    /// Text, or a number in its decimal form; nil for NULL.
    public func text(_ name: String) -> String? {
        switch self[name] {
        case .null: nil
        case .integer(let value): String(value)
        case .real(let value): String(value)
        case .text(let value): value
        }
    }

    /// A whole number, also from text or from a number without fraction; nil otherwise.
    public func integer(_ name: String) -> Int64? {
        switch self[name] {
        case .null: nil
        case .integer(let value): value
        case .real(let value): Int64(exactly: value)
        case .text(let value): Int64(value)
        }
    }

    public func number(_ name: String) -> Double? {
        switch self[name] {
        case .null: nil
        case .integer(let value): Double(value)
        case .real(let value): value
        case .text(let value): Double(value)
        }
    }

    /// A moment in one of the forms of `Timestamp(parsing:)`; nil for NULL and for what is none.
    public func time(_ name: String) -> Timestamp? { text(name).flatMap { Timestamp(parsing: $0) } }
}
