/// Finds the word that was probably meant.
enum Suggestion {
    /// The candidate nearest to `word`, if it is near enough to be a slip: one edit in three letters.
    static func nearest(to word: String, in candidates: some Sequence<String>) -> String? {
        let letters = folded(word)
        let allowed = max(1, (letters.count + 1) / 3)
        var best: (distance: Int, candidate: String)?
        for candidate in candidates {
            let distance = distance(letters, folded(candidate))
            if distance <= allowed, distance < best?.distance ?? .max { best = (distance, candidate) }
        }
        return best?.candidate
    }

    /// `; did you mean "path"?` or, without a near candidate, what is possible.
    static func advice(for word: String, in candidates: [String], all: String) -> String {
        if let nearest = nearest(to: word, in: candidates) { return "; did you mean \"\(nearest)\"?" }
        return candidates.isEmpty ? "" : "; \(all): \(candidates.joined(separator: ", "))"
    }

    /// Case and the choice between `-` and `_` are no differences worth counting.
    private static func folded(_ word: String) -> [UInt8] {
        word.lowercased().utf8.map { $0 == UInt8(ascii: "-") ? UInt8(ascii: "_") : $0 }
    }

    /// Insertions, deletions, replacements and swaps of neighbours (optimal string alignment).
    private static func distance(_ left: [UInt8], _ right: [UInt8]) -> Int {
        if left.isEmpty || right.isEmpty { return max(left.count, right.count) }
        var beforeLast = [Int](repeating: 0, count: right.count + 1)
        var last = Array(0...right.count)
        for row in 1...left.count {
            var current = [row] + last.dropFirst()
            for column in 1...right.count {
                let isEqual = left[row - 1] == right[column - 1]
                var cost = min(last[column] + 1, current[column - 1] + 1, last[column - 1] + (isEqual ? 0 : 1))
                let isSwap = row > 1 && column > 1 && left[row - 1] == right[column - 2] && left[row - 2] == right[column - 1]
                if isSwap { cost = min(cost, beforeLast[column - 2] + 1) }
                current[column] = cost
            }
            beforeLast = last
            last = current
        }
        return last[right.count]
    }
}
