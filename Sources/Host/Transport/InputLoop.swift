import Glibc

/// Reads the client's bytes until they end.
struct InputLoop {
    let descriptor: Int32
    /// Longest message taken, in bytes.
    static let lineLimit = 32 << 20
    /// No more input is taken while more than this waits for the client to read.
    static let backlogLimit = 64 << 20

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
            outbox.waitForRoom(limit: InputLoop.backlogLimit)
        }
        splitter.end { connection.receive($0) }
        connection.proceed()
    }
}
