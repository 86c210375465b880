import CHiredis
import Foundation

/// Listens to one channel. Used by one thread. Messages that are sent while nobody listens are gone: whoever needs all of them reads
/// the outbox too.
public final class RedisSubscription {
    private let connection: RedisConnection
    private var lastHeard = ContinuousClock.now
    private var hasAsked = false

    /// After this silence the server is asked for a sign of life, and after twice as much it is given up.
    private static let silence = Duration.seconds(10)

    /// Connects and subscribes; from its return on no message is missed until an error.
    public init(_ url: RedisURL, channel: String, timeout: Double = 2) throws(RedisError) {
        connection = try RedisConnection(url, timeout: timeout)
        if case .refused(let words) = try connection.send([["SUBSCRIBE", channel]]).first {
            throw RedisError(reason: "Redis refused SUBSCRIBE: \(words)")
        }
    }

    /// The messages that came, waiting for the first one at most so many seconds.
    ///
    /// - Throws: when the connection is lost.
    public func messages(within seconds: Double) throws(RedisError) -> [String] {
        let early = try received()
        if !early.isEmpty { return early }
        var descriptor = pollfd(fd: connection.context.pointee.fd, events: Int16(POLLIN), revents: 0)
        if poll(&descriptor, 1, Int32(max(0, seconds) * 1000)) > 0 {
            guard redisBufferRead(connection.context) == REDIS_OK else { throw connection.problem("the subscription was lost") }
            lastHeard = .now
            hasAsked = false
            return try received()
        }
        let quiet = lastHeard.duration(to: .now)
        if quiet > Self.silence * 2 { throw RedisError(reason: "Redis has been silent for too long") }
        if quiet > Self.silence, !hasAsked {
            var isDone: Int32 = 0
            guard connection.append(["PING"]) == REDIS_OK, redisBufferWrite(connection.context, &isDone) == REDIS_OK else {
                throw connection.problem("the subscription was lost")
            }
            hasAsked = true
        }
        return []
    }

    /// What the reader holds already.
    private func received() throws(RedisError) -> [String] {
        var messages: [String] = []
        while true {
            var raw: UnsafeMutableRawPointer?
            guard redisGetReplyFromReader(connection.context, &raw) == REDIS_OK else {
                throw connection.problem("Redis sent something strange")
            }
            guard let raw else { return messages }
            defer { freeReplyObject(raw) }
            let reply = raw.assumingMemoryBound(to: redisReply.self).pointee
            guard reply.type == REDIS_REPLY_ARRAY, reply.elements == 3, let parts = reply.element, text(parts[0]) == "message" else { continue }
            if let message = text(parts[2]) { messages.append(message) }
        }
    }

    private func text(_ part: UnsafeMutablePointer<redisReply>?) -> String? {
        guard let part, part.pointee.type == REDIS_REPLY_STRING, let bytes = part.pointee.str else { return nil }
        return String(decoding: UnsafeRawBufferPointer(start: bytes, count: part.pointee.len), as: UTF8.self)
    }
}
