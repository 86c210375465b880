/// Numbers that went out after greater ones. A value.
///
/// Somebody who was away meanwhile comes back with the greatest number they saw and asks for what follows, which such a number does not.
struct LateArrivals {
    private var all: [(id: Int64, seen: Int64)] = []
    private static let most = 10_000

    /// - Parameter seen: the greatest number that went out before it.
    mutating func add(_ id: Int64, after seen: Int64) {
        all.append((id, seen))
        if all.count > Self.most { all.removeFirst(all.count - Self.most) }
    }

    /// Those that somebody whose greatest number is `after` may lack. Who has seen a greater number than there was when one arrived has
    /// seen that one, too.
    func ids(for after: Int64) -> [Int64] { all.filter { $0.id <= after && after <= $0.seen }.map(\.id) }
}
