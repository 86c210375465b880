import CHiredis
import Foundation

/// What went wrong with Redis, for people. Holds no password.
public struct RedisError: Error, Sendable, Equatable {
    public let reason: String
}

/// A connection to a Redis server. Used by one thread at a time; functions block, each answer at most `timeout`. The process must
/// ignore SIGPIPE.
public final class RedisConnection {
    /// One answer of the server.
    enum Reply: Equatable {
        case fine
        case refused(String)
    }

    let context: UnsafeMutablePointer<redisContext>
    private let password: String?

    /// Connects, signs in, takes the database and sees that the server answers.
    ///
    /// - Parameter timeout: for the connection and for each answer, in seconds.
    public init(_ url: RedisURL, timeout: Double = 2) throws(RedisError) {
        let limit = timeval(tv_sec: Int(timeout), tv_usec: Int((timeout - timeout.rounded(.down)) * 1_000_000))
        guard let context = redisConnectWithTimeout(url.host, Int32(url.port), limit) else {
            throw RedisError(reason: "there is no memory for a connection to Redis")
        }
        self.context = context
        password = url.password
        guard context.pointee.err == 0 else { throw problem("Redis at \(url.host):\(url.port) cannot be reached") }
        guard redisSetTimeout(context, limit) == REDIS_OK else { throw problem("Redis cannot be given a time limit") }
        if let password {
            // The server's words are not repeated: what it was sent is a secret.
            if case .refused = try send(["AUTH", password]) {
                throw RedisError(reason: "Redis refused the password of AIWORKER_REDIS_URL")
            }
        }
        if url.database != 0, case .refused(let words) = try send(["SELECT", String(url.database)]) {
            throw RedisError(reason: "Redis refused database \(url.database): \(words)")
        }
        if case .refused(let words) = try send(["PING"]) { throw RedisError(reason: "Redis refused PING: \(words)") }
    }

    deinit { redisFree(context) }

    /// Whether the server still answers.
    public func isAlive() -> Bool { (try? send(["PING"])) == .fine }

    private func send(_ command: [String]) throws(RedisError) -> Reply { try send([command]).first ?? .refused("no answer") }

    /// Sends commands in one go and reads the answer to each.
    func send(_ commands: [[String]]) throws(RedisError) -> [Reply] {
        for command in commands {
            guard append(command) == REDIS_OK else { throw problem("a command for Redis could not be written") }
        }
        var replies: [Reply] = []
        for _ in commands { replies.append(try reply()) }
        return replies
    }

    func append(_ command: [String]) -> Int32 {
        let sizes = command.map(\.utf8.count)
        var bytes: [CChar] = []
        for word in command { bytes += word.utf8.map { CChar(bitPattern: $0) } }
        return bytes.withUnsafeBufferPointer { bytes in
            var place = 0
            var words: [UnsafePointer<CChar>?] = sizes.map { size in
                defer { place += size }
                return bytes.baseAddress.map { $0 + place }
            }
            return redisAppendCommandArgv(context, Int32(command.count), &words, sizes)
        }
    }

    private func reply() throws(RedisError) -> Reply {
        var raw: UnsafeMutableRawPointer?
        guard redisGetReply(context, &raw) == REDIS_OK, let raw else { throw problem("Redis did not answer") }
        defer { freeReplyObject(raw) }
        let reply = raw.assumingMemoryBound(to: redisReply.self).pointee
        guard reply.type == REDIS_REPLY_ERROR else { return .fine }
        let words = reply.str.map { String(decoding: UnsafeRawBufferPointer(start: $0, count: reply.len), as: UTF8.self) } ?? ""
        return .refused(withoutSecrets(words))
    }

    func problem(_ what: String) -> RedisError {
        let code = context.pointee.err
        guard code != 0 else { return RedisError(reason: what) }
        if code == REDIS_ERR_IO, errno == EAGAIN || errno == EINPROGRESS || errno == ETIMEDOUT {
            return RedisError(reason: "\(what): the time limit passed")
        }
        let words = withUnsafeBytes(of: context.pointee.errstr) { bytes in
            String(decoding: bytes.prefix { $0 != 0 }, as: UTF8.self)
        }
        return RedisError(reason: "\(what): \(withoutSecrets(words))")
    }

    private func withoutSecrets(_ words: String) -> String {
        let short = String(words.prefix(200))
        guard let password, !password.isEmpty else { return short }
        return short.replacing(password, with: "***")
    }
}
