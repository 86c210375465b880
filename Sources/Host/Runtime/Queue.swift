/// A first-in, first-out queue on an array, amortised constant time at both ends.
struct Queue<Element> {
    private var items: [Element?] = []
    private var head = 0

    var count: Int { items.count - head }
    var isEmpty: Bool { count == 0 }

    mutating func append(_ element: Element) { items.append(element) }

    /// Removes the first match. Linear.
    mutating func remove(where matches: (Element) -> Bool) -> Bool {
        guard let index = items[head...].firstIndex(where: { $0.map(matches) ?? false }) else { return false }
        items.remove(at: index)
        return true
    }

    mutating func popFirst() -> Element? {
        guard head < items.count else { return nil }
        let element = items[head]
        items[head] = nil
        head += 1
        if head == items.count {
            items.removeAll(keepingCapacity: items.count <= 1024)
            head = 0
        } else if head > 1024, head * 2 > items.count {
            items.removeFirst(head)
            head = 0
        }
        return element
    }
}
