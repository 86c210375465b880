import NIOWebSocket
import Synchronization

/// What waits to be sent to the reader of one WebSocket, in order and with a limit.
final class Outgoing: Sendable {
    /// One thing to send.
    enum Signal: Sendable {
        case events([Feed.Item])
        case ping
        /// With what `takePong` gives.
        case pong
        /// The connection, with the code of RFC 6455, section 7.4; nil: none was said.
        case end(WebSocketErrorCode?)

        fileprivate var size: (frames: Int, bytes: Int) {
            guard case .events(let items) = self else { return (1, 0) }
            return (items.count, items.reduce(0) { $0 + $1.text.utf8.count })
        }
    }

    /// To be read by one task, which says `taken` of each when it is sent.
    let signals: AsyncStream<Signal>
    private let continuation: AsyncStream<Signal>.Continuation
    private let limits: ConnectionLimits
    private let waiting = Mutex((frames: 0, bytes: 0))
    private let pong = Mutex<[UInt8]?>(nil)

    init(_ limits: ConnectionLimits) {
        self.limits = limits
        (signals, continuation) = AsyncStream.makeStream()
    }

    /// - Returns: false when too much waits: the reader does not keep up.
    func add(_ signal: Signal) -> Bool {
        let size = signal.size
        let fits = waiting.withLock { waiting in
            waiting.frames += size.frames
            waiting.bytes += size.bytes
            return waiting.frames <= limits.waitingFrames && waiting.bytes <= limits.waitingBytes
        }
        if fits { continuation.yield(signal) }
        return fits
    }

    /// The answer to a ping. One that still waits is replaced, as the protocol allows: pings cannot pile up.
    ///
    /// - Returns: as `add`.
    func addPong(_ data: [UInt8]) -> Bool {
        let isWaiting = pong.withLock { pong in
            defer { pong = data }
            return pong != nil
        }
        return isWaiting || add(.pong)
    }

    func takePong() -> [UInt8] {
        pong.withLock { pong in
            defer { pong = nil }
            return pong ?? []
        }
    }

    func taken(_ signal: Signal) {
        let size = signal.size
        waiting.withLock { waiting in
            waiting.frames -= size.frames
            waiting.bytes -= size.bytes
        }
    }

    /// Nothing comes after what waits.
    func finish() { continuation.finish() }
}
