/// An id as the stores compare it: byte by byte. Swift takes texts for equal that look the same, such as the two ways to write "é".
public struct Identifier: Hashable, Sendable {
    private let bytes: [UInt8]

    public init(_ text: String) { bytes = Array(text.utf8) }
}

extension String {
    /// Whether both are the same bytes, as ids, tokens and other texts that a store tells apart must be.
    public func isExactly(_ other: String?) -> Bool { other.map { utf8.elementsEqual($0.utf8) } ?? false }
}
