import AIWorkerKit
import NIOCore
import NIOWebSocket
import Synchronization

/// One WebSocket: first what it missed, then what happens. Each event once, as one text frame.
///
/// It listens before it reads, so nothing falls between; what comes twice is dropped by its number. A reader that does not keep up, or
/// gives no sign of life, is let go without a word, since it would not take one: it comes back with the number it has seen last.
struct Subscriber: Sendable {
    let channel: NIOAsyncChannel<WebSocketFrame, WebSocketFrame>
    let after: Int64
    let work: Work
    let feed: Feed
    let limits: ConnectionLimits

    /// Events read at once when somebody catches up.
    private static let page = 100
    /// Pings without an answer.
    private static let patience = 2

    func run() async throws {
        let outgoing = Outgoing(limits)
        let silence = Silence()
        try await channel.executeThenClose { frames, out in
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    repeat {
                        try await Task.sleep(for: limits.ping)
                        send(.ping, through: outgoing)
                    } while silence.grow() <= Self.patience
                    close()
                }
                group.addTask {
                    // Ends the loop below, too.
                    defer { close() }
                    try await write(outgoing, to: out, silence)
                }
                // What the other side says is of no interest, only that it is there.
                for try await frame in frames {
                    silence.end()
                    switch frame.opcode {
                    case _ where !frame.keepsTheRules: send(.end(.protocolError), through: outgoing)
                    case .ping: if !outgoing.addPong(Array(frame.unmaskedData.readableBytesView)) { close() }
                    case .connectionClose: send(.end(nil), through: outgoing)
                    default: break
                    }
                }
                outgoing.finish()
                group.cancelAll()
            }
        }
    }

    private func send(_ signal: Outgoing.Signal, through outgoing: Outgoing) {
        // A write that waits for the reader ends with the connection, and with nothing else.
        if !outgoing.add(signal) { close() }
    }

    private func close() { channel.channel.close(promise: nil) }

    private func write(
        _ outgoing: Outgoing, to out: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ silence: Silence
    ) async throws {
        let place = try await listen(outgoing)
        defer { place.forget() }
        var sent = Recent()
        try await replay(place, out, &sent, silence)
        for await signal in outgoing.signals {
            defer { outgoing.taken(signal) }
            switch signal {
            case .events(let items):
                for item in items where sent.isNew(item.id) { try await out.write(Self.text(item.text)) }
            case .pong: try await out.write(WebSocketFrame(fin: true, opcode: .pong, data: ByteBuffer(bytes: outgoing.takePong())))
            case .ping: try await out.write(WebSocketFrame(fin: true, opcode: .ping, data: ByteBuffer()))
            case .end(let code):
                var data = ByteBuffer()
                if let code { data.write(webSocketErrorCode: code) }
                return try await out.write(WebSocketFrame(fin: true, opcode: .connectionClose, data: data))
            }
        }
    }

    private func listen(_ outgoing: Outgoing) async throws -> Feed.Place {
        while true {
            let place = feed.listen(after: after) { items in
                let wanted = items.filter { $0.id > after || $0.isLate }
                if !wanted.isEmpty { send(.events(wanted), through: outgoing) }
            }
            if let place { return place }
            try await Task.sleep(for: .milliseconds(50))
        }
    }

    private func replay(
        _ place: Feed.Place, _ out: NIOAsyncChannelOutboundWriter<WebSocketFrame>, _ sent: inout Recent, _ silence: Silence
    ) async throws {
        for event in try await late(place) where sent.isNew(event.id) { try await out.write(Self.text(event.message.text)) }
        var last = after
        while last < place.position {
            let from = last
            let events = try await work { try $0.events(after: from, limit: Self.page) }
            for event in events where event.id <= place.position && sent.isNew(event.id) {
                try await out.write(Self.text(event.message.text))
                // Pings wait behind what was missed; who takes that is there.
                silence.end()
            }
            guard events.count == Self.page, let end = events.last?.id else { return }
            last = end
        }
    }

    /// Events before `after` that the other side may not have: on a server, a smaller number can be committed after a greater one.
    private func late(_ place: Feed.Place) async throws -> [OutboxEvent] {
        try await work { people in
            // Who was with another process may have missed what came late then.
            let overlap = place.isFromElsewhere ? try people.eventsThatMayBeLate(before: after) : []
            let known = Set(overlap.map(\.id))
            return (overlap + (try people.events(place.late.filter { !known.contains($0) }))).sorted { $0.id < $1.id }
        }
    }

    private static func text(_ text: String) -> WebSocketFrame {
        WebSocketFrame(fin: true, opcode: .text, data: ByteBuffer(string: text))
    }

    /// How many pings went out since the other side was heard.
    private final class Silence: Sendable {
        private let pings = Mutex(0)

        func end() { pings.withLock { $0 = 0 } }

        func grow() -> Int {
            pings.withLock { pings in
                pings += 1
                return pings
            }
        }
    }
}

extension WebSocketFrame {
    /// Whether it is masked, of a known kind and without bits that nobody agreed on, as RFC 6455 wants of a client.
    fileprivate var keepsTheRules: Bool {
        let known: [WebSocketOpcode] = [.continuation, .text, .binary, .connectionClose, .ping, .pong]
        return maskKey != nil && !rsv1 && !rsv2 && !rsv3 && known.contains(opcode)
    }
}
