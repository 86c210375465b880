import Glibc
import LinuxShim
import Synchronization

/// Lines on their way to the client. Small ones are written by whoever flushes, as long as that cannot block; the rest is
/// written by a thread of its own, so that a client that does not read stops neither tools nor input.
final class Outbox: LineSink {
    private struct State {
        var pending: [UInt8] = []
        /// Reused, so that the two buffers keep their memory.
        var spare: [UInt8] = []
        /// Somebody is writing; whoever it is also takes what is appended meanwhile.
        var isWriting = false
        /// What the writing thread must take first.
        var handedOver: [UInt8]?
        var hasThread = false
        /// Threads in `drain` and `waitForRoom`.
        var waiters = 0
        var isClosed = false

        mutating func takePending() -> [UInt8] {
            let chunk = pending
            pending = spare
            spare = []
            return chunk
        }

        mutating func keep(_ buffer: [UInt8]) {
            guard buffer.capacity <= Outbox.keptCapacity, spare.capacity < buffer.capacity else { return }
            spare = buffer
            spare.removeAll(keepingCapacity: true)
        }
    }

    /// A pipe that is ready takes at least this many bytes without blocking (pipe(7), PIPE_BUF).
    private static let directLimit = 4096
    /// No more work is taken on while more than this waits for the client to read.
    private static let crowdLimit = 64 << 20
    /// Buffers grow no larger than this for good.
    private static let keptCapacity = 256 << 10

    private let descriptor: Int32
    private let state = Monitor(State())
    /// Whether the kernel can write to this descriptor without blocking; pipes and sockets yes, terminals no.
    private let knowsNonBlocking = Atomic<Bool>(true)
    private let crowded = Atomic<Bool>(false)

    /// - Parameter descriptor: where the lines go; owned by the caller.
    init(descriptor: Int32) { self.descriptor = descriptor }

    /// False once the client has closed its end.
    var isOpen: Bool { state.withLock { !$0.isClosed } }

    func enqueue(_ line: [UInt8]) {
        state.withLock { state in
            guard !state.isClosed else { return }
            state.pending.append(contentsOf: line)
            state.pending.append(UInt8(ascii: "\n"))
            if state.pending.count > Outbox.crowdLimit { crowded.store(true, ordering: .relaxed) }
        }
    }

    func flush() {
        while true {
            let chunk: [UInt8]? = state.withLock { state -> [UInt8]? in
                guard !state.isWriting, !state.pending.isEmpty else { return nil }
                state.isWriting = true
                return state.takePending()
            }
            guard let chunk else { return }
            let written = writeWithoutBlocking(chunk)
            if written < chunk.count {
                handOver(Array(chunk[written...]))
                return
            }
            let hasWaiters = state.withLock { state in
                state.isWriting = false
                state.keep(chunk)
                return state.waiters > 0
            }
            if hasWaiters { state.broadcast() }
        }
    }

    /// Waits until everything is out, the client is gone, or `deadline`.
    func drain(until deadline: MonotonicTime) {
        flush()
        state.withLock { $0.waiters += 1 }
        _ = state.wait(until: deadline) { state in
            (state.pending.isEmpty && !state.isWriting) || state.isClosed ? true : nil
        }
        state.withLock { $0.waiters -= 1 }
    }

    /// More than `crowdLimit` bytes wait for the client.
    var isCrowded: Bool { crowded.load(ordering: .relaxed) }

    /// Waits until there is room again, the client is gone, or `deadline`.
    func waitForRoom(until deadline: MonotonicTime) {
        state.withLock { $0.waiters += 1 }
        _ = state.wait(until: deadline) { state in state.isClosed || !isCrowded ? true : nil }
        state.withLock { $0.waiters -= 1 }
    }

    // MARK: Writing

    /// Writes what fits without blocking. Returns the bytes written.
    private func writeWithoutBlocking(_ chunk: [UInt8]) -> Int {
        if knowsNonBlocking.load(ordering: .relaxed) {
            let count = chunk.withUnsafeBytes { linux_write_without_blocking(descriptor, $0.baseAddress, $0.count) }
            if count >= 0 { return count }
            if errno != ENOTSUP { return 0 }
            knowsNonBlocking.store(false, ordering: .relaxed)
        }
        guard chunk.count <= Outbox.directLimit else { return 0 }
        var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
        guard Glibc.poll(&poll, 1, 0) == 1, poll.revents & Int16(POLLOUT) != 0 else { return 0 }
        let count = chunk.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress, $0.count) }
        return max(count, 0)
    }

    private func handOver(_ rest: [UInt8]) {
        let needsThread = state.withLock { state in
            state.handedOver = rest
            defer { state.hasThread = true }
            return !state.hasThread
        }
        if needsThread, !Thread.start(name: "stdout", { [self] in writeForever() }) {
            // No thread to be had: block here rather than lose an answer.
            state.withLock { $0.hasThread = false }
            writeHandedOver(once: true)
            return
        }
        state.broadcast()
    }

    private func writeForever() { writeHandedOver(once: false) }

    private func writeHandedOver(once: Bool) {
        while true {
            let chunk: [UInt8]? = state.wait { state in
                state.isClosed ? .some(nil) : state.handedOver.map { chunk in
                    state.handedOver = []
                    return chunk
                }
            } ?? nil
            guard var chunk else { return }
            while !chunk.isEmpty {
                guard writeAll(chunk) else { return close(errno) }
                chunk = state.withLock { state in
                    if state.pending.isEmpty {
                        state.isWriting = false
                        state.handedOver = nil
                        crowded.store(false, ordering: .relaxed)
                        return []
                    }
                    crowded.store(false, ordering: .relaxed)
                    return state.takePending()
                }
                state.broadcast()
            }
            state.broadcast()
            if once { return }
        }
    }

    private func writeAll(_ chunk: [UInt8]) -> Bool {
        var offset = 0
        while offset < chunk.count {
            let count = chunk.withUnsafeBytes { Glibc.write(descriptor, $0.baseAddress! + offset, chunk.count - offset) }
            if count > 0 {
                offset += count
            } else if errno == EAGAIN {
                // Somebody made the descriptor non-blocking; it is shared with other processes, so it is not ours to change.
                var poll = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }

    private func close(_ error: Int32) {
        if error != EPIPE { HostLog.shared.write(.error, "answers cannot be written: \(String(cString: strerror(error)))") }
        crowded.store(false, ordering: .relaxed)
        state.withLock { state in
            state.isClosed = true
            state.isWriting = false
            state.handedOver = nil
            state.pending = []
        }
        state.broadcast()
    }
}
