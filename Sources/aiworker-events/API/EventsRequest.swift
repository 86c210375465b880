import AIWorkerKit
import NIOHTTP1

/// The request for the events, as a WebSocket.
struct EventsRequest {
    static let path = "/events"

    /// The number of the last event that the other side has; 0: none.
    var after: Int64

    /// - Throws: `invalid_argument`.
    init(_ target: Target) throws {
        guard let text = target.query["after"] else {
            after = 0
            return
        }
        guard let number = Int64(text), number >= 0 else {
            throw Failure.invalidArgument("after must be the number of an event, such as /events?after=17, or 0 for all.")
        }
        after = number
    }

    /// Whether a request is the handshake of RFC 6455, section 4.2.1.
    static func isHandshake(_ head: HTTPRequestHead) -> Bool {
        func has(_ word: String, in field: String) -> Bool { head.headers[canonicalForm: field].contains { $0.lowercased() == word } }
        return head.method == .GET && head.version == .http1_1 && has("websocket", in: "upgrade") && has("upgrade", in: "connection")
            && head.headers.first(name: "sec-websocket-version") == "13" && head.headers["sec-websocket-key"].count == 1
    }
}
