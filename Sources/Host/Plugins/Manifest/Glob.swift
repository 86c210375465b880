/// A name pattern in which `*` stands for any run of characters and `?` for exactly one. Nothing else is special.
struct Glob: Sendable, Equatable {
    let pattern: String

    init(_ pattern: String) { self.pattern = pattern }

    func matches(_ name: String) -> Bool {
        let pattern = Array(pattern.unicodeScalars)
        let name = Array(name.unicodeScalars)
        var position = 0
        var index = 0
        // Where to go on after the last star when a later part does not fit: linear space, no recursion.
        var star: (pattern: Int, name: Int)?
        while index < name.count {
            if position < pattern.count, pattern[position] == "*" {
                star = (position, index)
                position += 1
            } else if position < pattern.count, pattern[position] == "?" || pattern[position] == name[index] {
                position += 1
                index += 1
            } else if let last = star {
                star = (last.pattern, last.name + 1)
                position = last.pattern + 1
                index = last.name + 1
            } else {
                return false
            }
        }
        return pattern[position...].allSatisfy { $0 == "*" }
    }
}
