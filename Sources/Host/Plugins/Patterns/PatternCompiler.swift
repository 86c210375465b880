/// Turns the tree of a pattern into a program for its automaton.
struct PatternCompiler {
    private(set) var program: [Pattern.Instruction] = []

    mutating func emit(_ instruction: Pattern.Instruction) throws(PatternError) {
        guard program.count < Pattern.largestProgram else { throw PatternError(message: "it is too large when its repetitions are written out") }
        program.append(instruction)
    }

    mutating func add(_ node: PatternNode) throws(PatternError) {
        switch node {
        case .empty: break
        case .set(let set): try emit(.scalar(set))
        case .position(let position): try emit(.position(position))
        case .sequence(let nodes): for node in nodes { try add(node) }
        case .choice(let branches): try addChoice(branches)
        case .repetition(let node, let minimum, let maximum):
            // Each copy of an empty body costs nothing in the program, so the count itself has to be bounded, too.
            guard max(minimum, maximum ?? 0) <= Pattern.largestProgram else {
                throw PatternError(message: "a repetition counts beyond \(Pattern.largestProgram)")
            }
            for _ in 0..<minimum {
                let start = program.count
                try add(node)
                if program.count == start { return }
            }
            if let maximum { try addOptional(node, times: maximum - minimum) } else { try addLoop(node) }
        }
    }

    private mutating func addChoice(_ branches: [PatternNode]) throws(PatternError) {
        var jumps: [Int] = []
        for (index, branch) in branches.enumerated() {
            guard index < branches.count - 1 else {
                try add(branch)
                break
            }
            let split = program.count
            try emit(.split(split + 1, 0))
            try add(branch)
            jumps.append(program.count)
            try emit(.jump(0))
            program[split] = .split(split + 1, program.count)
        }
        for jump in jumps { program[jump] = .jump(program.count) }
    }

    private mutating func addOptional(_ node: PatternNode, times: Int) throws(PatternError) {
        var splits: [Int] = []
        for _ in 0..<times {
            splits.append(program.count)
            try emit(.split(program.count + 1, 0))
            try add(node)
            if program.count == splits[splits.count - 1] + 1 { break }
        }
        for split in splits { program[split] = .split(split + 1, program.count) }
    }

    private mutating func addLoop(_ node: PatternNode) throws(PatternError) {
        let split = program.count
        try emit(.split(split + 1, 0))
        try add(node)
        try emit(.jump(split))
        program[split] = .split(split + 1, program.count)
    }
}
