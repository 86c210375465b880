/// Rows and columns for a terminal.
struct Table {
    private let titles: [String]
    private var rows: [[String]] = []
    /// Widest cell, in columns of the terminal; the last column may be as wide as the terminal allows.
    private let widest = 40

    init(_ titles: String...) { self.titles = titles }

    mutating func add(_ cells: String?...) { rows.append(cells.map { Printable.line($0 ?? "-") }) }

    var text: String {
        let all = [titles] + rows
        let last = titles.count - 1
        let widths = titles.indices.map { column in
            min(column == last ? 100 : widest, all.map { Printable.width($0[column]) }.max() ?? 0)
        }
        return all.map { row in
            var line = ""
            for (column, cell) in row.enumerated() {
                let shown = Printable.cut(cell, to: widths[column])
                line += shown
                if column < last { line += String(repeating: " ", count: widths[column] - Printable.width(shown) + 2) }
            }
            return line
        }.joined(separator: "\n")
    }
}
