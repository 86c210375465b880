/// The numbers that went out last, so that none goes out twice. A value.
struct Recent {
    private var order: [Int64] = []
    private var known: Set<Int64> = []
    private var next = 0
    private static let most = 10_000

    /// Notes a number; false when it is known.
    mutating func isNew(_ id: Int64) -> Bool {
        guard known.insert(id).inserted else { return false }
        if order.count < Self.most {
            order.append(id)
        } else {
            known.remove(order[next])
            order[next] = id
            next = (next + 1) % Self.most
        }
        return true
    }
}
