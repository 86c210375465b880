/// One page of a list and what the service says about it next to the list.
struct Page<Element> {
    var items: [Element]
    var number: Int
    var limit: Int
    var total: Int

    /// A page beyond the end is empty and keeps its number.
    init(of all: [Element], number: Int, limit: Int) {
        let start = min(all.count, (number - 1) * limit)
        items = Array(all[start..<min(all.count, start + limit)])
        self.number = number
        self.limit = limit
        total = all.count
    }

    var paging: JSON {
        [
            "page": .integer(number), "total": .integer(total), "limit": .integer(limit),
            "pages": .integer((total + limit - 1) / limit),
        ]
    }
}
