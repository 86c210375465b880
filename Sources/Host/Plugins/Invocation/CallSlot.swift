import PluginABI

/// The place in memory behind one `mcp_call *`. It is never freed and serves many calls in turn, so that a bundle that uses
/// a call after its function has returned (rule R3) meets an empty slot and not freed memory.
final class CallSlot: @unchecked Sendable {
    // Sendable by hand: `address` is written once, and everything that changes sits behind the lock.

    /// What C sees, and behind it the way back to this object.
    private struct Cell {
        var call: mcp_call
        var slot: Unmanaged<CallSlot>
    }

    private struct Occupation {
        var handle: CallHandle?
        /// The last call of this slot, for the log line about a late use; nil once that has been written.
        var lastCall: (bundle: String, tool: String)?
    }

    /// Given to tool functions as `mcp_call *`.
    private(set) var address: UnsafeMutableRawPointer
    private let occupation = Guarded(Occupation())

    init() {
        address = .allocate(byteCount: MemoryLayout<Cell>.size, alignment: 16)
        // Retained for good: the cell is for the life of the process, and so is what it points to.
        address.initializeMemory(
            as: Cell.self, to: Cell(call: mcp_call(api: CallTable.shared), slot: Unmanaged.passRetained(self)))
    }

    /// The slot behind a pointer that a bundle handed back.
    static func at(_ pointer: UnsafeMutablePointer<mcp_call>) -> CallSlot {
        UnsafeRawPointer(pointer).assumingMemoryBound(to: Cell.self).pointee.slot.takeUnretainedValue()
    }

    func occupy(_ handle: CallHandle) { occupation.withLock { $0.handle = handle } }

    func vacate() {
        occupation.withLock { occupation in
            if let handle = occupation.handle { occupation.lastCall = (handle.bundleName, handle.toolName) }
            occupation.handle = nil
        }
    }

    /// The running call; nil, with a line in the log, when there is none.
    var handle: CallHandle? {
        let (handle, late) = occupation.withLock { occupation in
            guard occupation.handle == nil else { return (occupation.handle, nil as (bundle: String, tool: String)?) }
            defer { occupation.lastCall = nil }
            return (nil, occupation.lastCall)
        }
        if let late {
            Misbehaviour.report(
                bundle: late.bundle, tool: late.tool, rule: "R3", "it used a call after the tool function had returned")
        }
        return handle
    }
}
