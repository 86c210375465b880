import Glibc

@testable import Host

/// Repeatable random numbers: a failing run is repeated with `FUZZ_SEED=<seed printed>`.
struct RandomSource: RandomNumberGenerator {
    let seed: UInt64
    private var state: UInt64

    init() {
        let given = getenv("FUZZ_SEED").flatMap { UInt64(String(cString: $0)) }
        self.init(seed: given ?? UInt64(MonotonicTime.now.nanoseconds))
    }

    init(seed: UInt64) {
        self.seed = seed
        state = seed
    }

    mutating func next() -> UInt64 {
        state &+= 0x9E37_79B9_7F4A_7C15
        var mixed = state
        mixed = (mixed ^ mixed >> 30) &* 0xBF58_476D_1CE4_E5B9
        mixed = (mixed ^ mixed >> 27) &* 0x94D0_49BB_1331_11EB
        return mixed ^ mixed >> 31
    }

    mutating func chance(_ percent: Int) -> Bool { Int.random(in: 0..<100, using: &self) < percent }

    mutating func pick<Element>(_ list: [Element]) -> Element { list[Int.random(in: list.indices, using: &self)] }

    mutating func text() -> String {
        let alphabet = ["a", "b", "Я", "😀", "\"", "\\", "\n", "\u{0}", " ", "e\u{301}", "0"]
        return (0..<Int.random(in: 0...6, using: &self)).map { _ in pick(alphabet) }.joined()
    }

    mutating func json(depth: Int = 3) -> JSON {
        switch Int.random(in: 0..<(depth > 0 ? 9 : 7), using: &self) {
        case 0: return .null
        case 1: return .bool(chance(50))
        case 2: return .integer(Int64.random(in: -20...20, using: &self))
        case 3: return .integer(pick([.min, .max, 0, 1, -1]))
        case 4: return .number(pick(["1.5", "-0.0", "3.0", "1e3", "2.5e-3", "0.30000000000000004"]))
        case 5, 6: return .string(text())
        case 7: return .array((0..<Int.random(in: 0...3, using: &self)).map { _ in json(depth: depth - 1) })
        default:
            return .object(
                JSONObject(members: (0..<Int.random(in: 0...3, using: &self)).map { _ in .init(name: text(), value: json(depth: depth - 1)) }))
        }
    }
}
