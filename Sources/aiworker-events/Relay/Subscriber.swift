import AIWorkerKit
import NIOCore
import NIOWebSocket
import Synchronization

/// One WebSocket: first what it missed, then what happens. Each event once, as one text frame.
///
/// It listens before it reads, so nothing falls between; what comes twice is dropped by its number. A reader that does not keep up is
/// let go: it comes back with the number it has seen last.
struct Subscriber: Sendable {
    let channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    let after: Int64
    let work: Work
    let feed: Feed

    /// Events that may wait for a slow reader, and how many bytes they may have together. A full look of the feed fits.
    private static let longestQueue = 5000
    private static let largestQueue = 64 << 20
    private static let page = 500
    private static let pingInterval = Duration.seconds(20)

    private enum Signal: Sendable {
        case events([Feed.Item])
        case pong(ByteBuffer)
        case ping
        case end
    }

    func run() async throws {
        let queued = Waiting()
        try await channel.executeThenClose { frames, out in
            let (signals, sender) = AsyncStream.makeStream(of: Signal.self)
            let forget = feed.listen { items in
                let (count, bytes) = queued.add(items, 1)
                if count > Self.longestQueue || bytes > Self.largestQueue { sender.finish() } else { sender.yield(.events(items)) }
            }
            defer { forget() }
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    while true {
                        try await Task.sleep(for: Self.pingInterval)
                        sender.yield(.ping)
                    }
                }
                group.addTask {
                    try await send(signals, queued, to: out)
                    // Ends the loop below, too.
                    channel.channel.close(promise: nil)
                }
                // What the other side says is of no interest, only that it is there.
                for try await frame in frames {
                    switch frame.opcode {
                    case .ping: sender.yield(.pong(frame.unmaskedData))
                    case .connectionClose: sender.yield(.end)
                    default: break
                    }
                }
                sender.finish()
                group.cancelAll()
            }
        }
    }

    /// What waits for its reader.
    private final class Waiting: Sendable {
        private let sum = Mutex((count: 0, bytes: 0))

        /// - Parameter sign: 1 for events that come, -1 for those that go.
        @discardableResult
        func add(_ items: [Feed.Item], _ sign: Int) -> (count: Int, bytes: Int) {
            sum.withLock { sum in
                sum.count += sign * items.count
                sum.bytes += sign * items.reduce(0) { $0 + $1.text.utf8.count }
                return sum
            }
        }
    }

    private func send(
        _ signals: AsyncStream<Signal>, _ queued: Waiting, to out: NIOAsyncChannelOutboundWriter<WebSocketFrame>
    ) async throws {
        var sent = Recent()
        try await replay(out, &sent)
        for await signal in signals {
            switch signal {
            case .events(let items):
                queued.add(items, -1)
                for item in items where sent.isNew(item.id) { try await out.write(Self.text(item.text)) }
            case .pong(let data): try await out.write(WebSocketFrame(fin: true, opcode: .pong, data: data))
            case .ping: try await out.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
            case .end: return try await out.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: ByteBuffer()))
            }
        }
        // Too slow, or gone.
        try await out.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: Self.tryAgainLater))
    }

    private func replay(
        _ out: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ sent: inout Recent
    ) async throws {
        var last = after
        while true {
            let from = last
            let events = try await work { try $0.events(after: from, limit: Self.page) }
            for event in events where sent.isNew(event.id) { try await out.write(Self.text(event.message.text)) }
            guard events.count == Self.page, let end = events.last?.id else { return }
            last = end
        }
    }

    private static func text(_ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
    }

    /// Code 1013 of RFC 6455's registry.
    private static var tryAgainLater: ByteBuffer { ByteBuffer(integer: UInt16(1013)) }
}

/// The numbers that went out last, so that none goes out twice. A value.
struct Recent {
    private var order: [Int64] = []
    private var known: Set<Int64> = []
    private var next = 0
    private static let most = 10_000

    /// Notes a number; false when it is known.
    mutating func isNew(_ id: Int64) -> Bool {
        guard known.insert(id).inserted else { return false }
        if order.count < Self.most {
            order.append(id)
        } else {
            known.remove(order[next])
            order[next] = id
            next = (next + 1) % Self.most
        }
        return true
    }
}
