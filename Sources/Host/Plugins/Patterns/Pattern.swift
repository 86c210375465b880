/// A compiled regular expression that is asked one thing: does it match somewhere in a text? It is run as an automaton,
/// never by backtracking, so the time is bounded by its size times the length of the text whatever the two are.
///
/// Syntax: ECMA 262 with the `u` flag, without lookaround and back references. Letters match exactly, one code point at a
/// time; `.` is anything but a line end; `^` and `$` are the ends of the text.
struct Pattern: Sendable {
    /// Longest text that is looked at, in bytes. A longer one does not match.
    static let longestText = 1 << 16
    /// Most instructions a pattern may compile to; `{1000}` of something long exceeds it.
    static let largestProgram = 2000

    enum Instruction: Sendable {
        case scalar(ScalarSet)
        case split(Int, Int)
        case jump(Int)
        case position(PatternPosition)
        case match
    }

    /// As written.
    let text: String
    private let program: [Instruction]

    init(_ text: String) throws(PatternError) {
        guard text.utf8.count <= 1000 else { throw PatternError(message: "it is longer than 1000 bytes") }
        let node = try PatternParser.parse(text)
        var compiler = PatternCompiler()
        try compiler.add(node)
        try compiler.emit(.match)
        self.text = text
        program = compiler.program
    }

    func matches(_ text: String) -> Bool {
        guard text.utf8.count <= Pattern.longestText else { return false }
        var current = StateSet(capacity: program.count)
        var following = StateSet(capacity: program.count)
        var previous: Unicode.Scalar?
        var iterator = text.unicodeScalars.makeIterator()
        while true {
            let scalar = iterator.next()
            // A match may start at every place, so the start state joins each time.
            if add(0, to: &current, previous: previous, next: scalar) { return true }
            guard let scalar else { return false }
            // The closure of a state needs the scalar behind it, which is only known on the next round.
            var index = 0
            while index < current.count {
                let state = current[index]
                index += 1
                if case .scalar(let set) = program[state], set.contains(scalar) { following.insert(state + 1) }
            }
            previous = scalar
            var peek = iterator
            let next = peek.next()
            current.removeAll()
            index = 0
            while index < following.count {
                if add(following[index], to: &current, previous: previous, next: next) { return true }
                index += 1
            }
            following.removeAll()
        }
    }

    /// Adds a state and all that it reaches without a scalar. True when the end of the program is among them.
    private func add(_ start: Int, to set: inout StateSet, previous: Unicode.Scalar?, next: Unicode.Scalar?) -> Bool {
        var pending = [start]
        while let state = pending.popLast() {
            guard set.insert(state) else { continue }
            switch program[state] {
            case .match: return true
            case .jump(let target): pending.append(target)
            case .split(let first, let second):
                pending.append(second)
                pending.append(first)
            case .position(let position):
                if Pattern.holds(position, previous: previous, next: next) { pending.append(state + 1) }
            case .scalar: break
            }
        }
        return false
    }

    private static func holds(_ position: PatternPosition, previous: Unicode.Scalar?, next: Unicode.Scalar?) -> Bool {
        func isWord(_ scalar: Unicode.Scalar?) -> Bool { scalar.map(ScalarSet.wordCharacters.contains) ?? false }
        return switch position {
        case .start: previous == nil
        case .end: next == nil
        case .wordBoundary: isWord(previous) != isWord(next)
        case .noWordBoundary: isWord(previous) == isWord(next)
        }
    }
}

/// Instruction numbers in the order they were added, each once, with constant-time insertion and clearing.
private struct StateSet {
    private var order: [Int] = []
    private var marks: [UInt32]
    private var round: UInt32 = 1

    init(capacity: Int) {
        marks = Array(repeating: 0, count: capacity)
        order.reserveCapacity(capacity)
    }

    var count: Int { order.count }
    subscript(index: Int) -> Int { order[index] }

    @discardableResult
    mutating func insert(_ state: Int) -> Bool {
        guard marks[state] != round else { return false }
        marks[state] = round
        order.append(state)
        return true
    }

    mutating func removeAll() {
        order.removeAll(keepingCapacity: true)
        round += 1
    }
}
