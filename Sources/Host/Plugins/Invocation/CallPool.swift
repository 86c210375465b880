
/// The slots of all calls. The one that has been idle longest is used next, and none is used twice before there are
/// `leastSlots`, so that a late use mostly meets an empty slot instead of somebody else's call.
final class CallPool: Sendable {
    static let shared = CallPool()

    static let leastSlots = 256
    /// More calls than this at once mean functions that never return.
    static let mostSlots = 4096

    private struct State {
        var idle: [CallSlot] = []
        /// The first idle slot; the ones before it are in use.
        var head = 0
        var made = 0
    }

    private let state = Guarded(State())

    /// A slot for a call about to start; nil when too many calls have not returned.
    func take() -> CallSlot? {
        state.withLock { state in
            let idleCount = state.idle.count - state.head
            if idleCount == 0 || state.made < CallPool.leastSlots {
                guard state.made < CallPool.mostSlots else { return nil }
                state.made += 1
                return CallSlot()
            }
            let slot = state.idle[state.head]
            state.head += 1
            if state.head == 1024 {
                state.idle.removeFirst(1024)
                state.head = 0
            }
            return slot
        }
    }

    func giveBack(_ slot: CallSlot) {
        slot.vacate()
        state.withLock { $0.idle.append(slot) }
    }
}
