/// A line of execution. Calls of a serial lane run one after the other in the order they came; a parallel lane has no such
/// rule. The scheduler keeps its queue here.
final class Lane: Sendable {
    let name: String
    let isSerial: Bool

    init(name: String, isSerial: Bool) {
        self.name = name
        self.isSerial = isSerial
    }
}
