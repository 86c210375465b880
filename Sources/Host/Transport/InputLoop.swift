import Glibc

/// Reads the client's bytes until they end.
struct InputLoop {
    let descriptor: Int32
    /// Longest message taken, in bytes.
    static let lineLimit = 32 << 20

    /// Blocks the calling thread until end of input. Each line goes to `connection` in its order.
    func run(into connection: Connection, outbox: Outbox) {
        var splitter = LineSplitter(limit: InputLoop.lineLimit)
        let size = 64 << 10
        let buffer = UnsafeMutableRawBufferPointer.allocate(byteCount: size, alignment: 16)
        defer { buffer.deallocate() }
        while true {
            let count = read(descriptor, buffer.baseAddress, size)
            if count < 0, errno == EINTR { continue }
            if count < 0, errno == EAGAIN {
                var poll = pollfd(fd: descriptor, events: Int16(POLLIN), revents: 0)
                _ = Glibc.poll(&poll, 1, -1)
                continue
            }
            guard count > 0 else { break }
            let chunk = UnsafeBufferPointer(start: buffer.baseAddress?.assumingMemoryBound(to: UInt8.self), count: count)
            splitter.consume(chunk) { connection.receive($0) }
            connection.proceed()
            // Lets a client that is still writing finish, so that the next read takes all of it at once.
            sched_yield()
            while outbox.isCrowded, !hasEnded {
                outbox.waitForRoom(until: MonotonicTime.now.adding(milliseconds: 100))
            }
        }
        splitter.end { connection.receive($0) }
        connection.proceed()
    }

    /// Whether the client has closed its end, read or not.
    private var hasEnded: Bool {
        var poll = pollfd(fd: descriptor, events: 0, revents: 0)
        return Glibc.poll(&poll, 1, 0) == 1 && poll.revents & Int16(POLLHUP) != 0
    }
}
