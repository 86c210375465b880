import NIOCore
import NIOHTTP1

/// One client connection: reads requests, asks the sandbox, and puts replies on the wire as ordered.
struct Connection: Sendable {
    typealias HTTPChannel = NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>

    /// Larger request bodies end the connection.
    static let bodyLimit = 16 * 1024 * 1024

    let channel: HTTPChannel
    let host: Host
    let server: SandboxServer

    func run() async throws {
        let number = server.nextConnection()
        try await channel.executeThenClose { inbound, outbound in
            let writer = ReplyWriter(channel: channel.channel, outbound: outbound)
            var head: HTTPRequestHead?
            var body: [UInt8] = []
            for try await part in inbound {
                switch part {
                case .head(let newHead):
                    head = newHead
                    body = []
                case .body(let bytes):
                    body += bytes.readableBytesView
                    guard body.count <= Self.bodyLimit else { return }
                case .end:
                    guard let head else { return }
                    let reply = server.answer(request(head, body, connection: number))
                    guard try await writer.write(reply, to: head), head.isKeepAlive else { return }
                }
            }
        }
    }

    private func request(_ head: HTTPRequestHead, _ body: [UInt8], connection: Int) -> Request {
        let halves = head.uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        return Request(
            host: host, method: head.method.rawValue, path: String(halves[0]), query: halves.count > 1 ? String(halves[1]) : "",
            headers: head.headers.map { Header(name: $0.name, value: $0.value) }, body: body, connection: connection)
    }
}
