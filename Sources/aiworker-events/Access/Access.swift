import AIWorkerKit
import NIOHTTP1
import Synchronization

/// Who may come in. Everything is decided here, from the head of a request alone.
///
/// Without a token only this machine is served, and only under its own names: a page elsewhere whose name was made to point here is
/// turned away. With a token, people have a cookie that lives as long as this process, and programs send the token with each request.
/// A request that changes something, and a WebSocket, must come from the page itself or from no page at all.
final class Access: Sendable {
    enum Decision: Equatable {
        case allowed
        /// Log in first.
        case unknown
        /// Another page's request, or a name that is not ours.
        case foreign(String)
    }

    static let cookieName = "aiworker_events"
    /// Most people who are logged in at once; the oldest is forgotten.
    private static let mostSessions = 1000
    /// Wrong tokens from one address in one window of time.
    private static let mostMistakes = 10
    private static let window = Duration.seconds(60)
    /// Addresses that are remembered for their mistakes.
    private static let mostAddresses = 1000

    private struct State {
        var sessions: [String] = []
        var mistakes: [String: (count: Int, since: ContinuousClock.Instant)] = [:]
    }

    private let token: String?
    private let isLoopback: Bool
    private let state = Mutex(State())

    init(token: String?, isLoopback: Bool) {
        self.token = token
        self.isLoopback = isLoopback
    }

    var needsLogin: Bool { token != nil }

    /// - Parameter isChange: whether the request changes something or opens a WebSocket.
    func decide(_ head: HTTPRequestHead, isChange: Bool) -> Decision {
        let host = head.headers["host"]
        guard host.count == 1, let host = host.first else { return .foreign("exactly one Host is needed") }
        if token == nil, isLoopback, !Self.isOwnName(host) { return .foreign("this server is called localhost") }
        if isChange, let origin = head.headers.first(name: "origin"), Self.authority(of: origin) != host.lowercased() {
            return .foreign("the request comes from another page")
        }
        if isChange, let site = head.headers.first(name: "sec-fetch-site"), site != "same-origin", site != "none" {
            return .foreign("the request comes from another page")
        }
        guard let token else { return .allowed }
        if let given = head.headers.first(name: "authorization") {
            guard given.lowercased().hasPrefix("bearer ") else { return .unknown }
            return Self.areEqual(String(given.dropFirst(7)), token) ? .allowed : .unknown
        }
        let sessions = state.withLock(\.sessions)
        for header in head.headers["cookie"] {
            for cookie in header.split(separator: ";") {
                let parts = cookie.split(separator: "=", maxSplits: 1)
                guard parts.count == 2, parts[0].trimmed == Self.cookieName else { continue }
                if sessions.contains(where: { Self.areEqual($0, String(parts[1].trimmed)) }) { return .allowed }
            }
        }
        return .unknown
    }

    /// - Returns: the value of the cookie; nil: the token is wrong. The right one counts whatever others have tried.
    func login(_ given: String) -> String? {
        guard let token, Self.areEqual(given, token) else { return nil }
        let session = Self.randomText()
        state.withLock { state in
            state.sessions.append(session)
            if state.sessions.count > Self.mostSessions { state.sessions.removeFirst() }
        }
        return session
    }

    /// Notes a wrong token.
    ///
    /// - Returns: false when there have been too many lately.
    func mayTryAgain(_ address: String, now: ContinuousClock.Instant = .now) -> Bool {
        state.withLock { state in
            var mine = state.mistakes[address] ?? (count: 0, since: now)
            if mine.since.duration(to: now) > Self.window { mine = (count: 0, since: now) }
            mine.count += 1
            if state.mistakes.count >= Self.mostAddresses, state.mistakes[address] == nil {
                state.mistakes = state.mistakes.filter { $0.value.since.duration(to: now) <= Self.window }
                // So many at once are one attacker; what is forgotten begins again.
                if state.mistakes.count >= Self.mostAddresses { state.mistakes = [:] }
            }
            state.mistakes[address] = mine
            return mine.count <= Self.mostMistakes
        }
    }

    func logout(_ head: HTTPRequestHead) {
        let cookies = head.headers["cookie"].joined(separator: ";")
        state.withLock { state in state.sessions.removeAll { cookies.contains($0) } }
    }

    /// Whether a Host is this machine by itself: what a browser shows for a page of ours.
    static func isOwnName(_ host: String) -> Bool {
        var name = host.lowercased()
        if name.hasPrefix("["), let end = name.firstIndex(of: "]") {
            name = String(name[...end])
        } else if let colon = name.lastIndex(of: ":") {
            name = String(name[..<colon])
        }
        return Loopback.isName(name)
    }

    /// `http://host:port` without its scheme; nil for `null` and anything else.
    static func authority(of origin: String) -> String? {
        let lower = origin.lowercased()
        for scheme in ["http://", "https://"] where lower.hasPrefix(scheme) { return String(lower.dropFirst(scheme.count)) }
        return nil
    }

    /// Takes the same time wherever two texts of one length differ.
    static func areEqual(_ left: String, _ right: String) -> Bool {
        let (left, right) = (Array(left.utf8), Array(right.utf8))
        guard left.count == right.count else { return false }
        var difference: UInt8 = 0
        for (one, other) in zip(left, right) { difference |= one ^ other }
        return difference == 0
    }

    private static func randomText() -> String {
        var generator = SystemRandomNumberGenerator()
        return (0..<4).map { _ in String(UInt64.random(in: .min ... .max, using: &generator), radix: 36) }.joined(separator: "-")
    }
}

extension Substring {
    /// Without blanks at both ends.
    fileprivate var trimmed: Substring {
        var rest = self
        while rest.first == " " { rest.removeFirst() }
        while rest.last == " " { rest.removeLast() }
        return rest
    }
}
