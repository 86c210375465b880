import Glibc
import NIOCore
import NIOHTTP1

/// Puts a reply on the wire, whole or damaged.
struct ReplyWriter {
    let channel: any Channel
    let outbound: NIOAsyncChannelOutboundWriter<HTTPServerResponsePart>

    /// - Returns: false when the connection is over.
    func write(_ reply: Reply, to request: HTTPRequestHead) async throws -> Bool {
        switch reply.delivery {
        case .whole:
            try await send(reply)
        case .delayed(let milliseconds):
            try await Task.sleep(for: .milliseconds(milliseconds))
            try await send(reply)
        case .pausedMidBody(let milliseconds):
            try await outbound.write(head(reply))
            try await outbound.write(body(reply.body.prefix(reply.body.count / 2)))
            try await Task.sleep(for: .milliseconds(milliseconds))
            try await outbound.write(body(reply.body.dropFirst(reply.body.count / 2)))
            try await outbound.write(.end(nil))
        case .truncated(let keep):
            try await outbound.write(head(reply))
            try await outbound.write(body(reply.body.prefix(keep)))
            return false
        case .never:
            // Until the client leaves or the sandbox ends.
            while channel.isActive { try await Task.sleep(for: .milliseconds(100)) }
            return false
        case .closed:
            return false
        case .reset:
            try await reset()
            return false
        case .resetAfterHead:
            try await outbound.write(head(reply))
            // A reset discards what the client has not read yet; give it time to see the head.
            try await Task.sleep(for: .milliseconds(100))
            try await reset()
            return false
        case .huge(let bytes, let chunked):
            try await sendHuge(reply, bytes: bytes, chunked: chunked)
        }
        return true
    }

    private func send(_ reply: Reply) async throws {
        try await outbound.write(head(reply))
        if !reply.body.isEmpty { try await outbound.write(body(reply.body[...])) }
        try await outbound.write(.end(nil))
    }

    private func sendHuge(_ reply: Reply, bytes: Int, chunked: Bool) async throws {
        let opening = Array("{\"success\":true,\"response\":\"".utf8)
        let closing = Array("\"}".utf8)
        try await outbound.write(head(reply, length: chunked ? nil : bytes))
        try await outbound.write(body(opening[...]))
        let filling = [UInt8](repeating: UInt8(ascii: "a"), count: 65_536)
        var missing = bytes - opening.count - closing.count
        while missing > 0 {
            let portion = min(missing, filling.count)
            try await outbound.write(body(filling.prefix(portion)))
            missing -= portion
        }
        try await outbound.write(body(closing[...]))
        try await outbound.write(.end(nil))
    }

    private func head(_ reply: Reply) -> HTTPServerResponsePart { head(reply, length: reply.body.count) }

    private func head(_ reply: Reply, length: Int?) -> HTTPServerResponsePart {
        var headers = HTTPHeaders(reply.headers.map { ($0.name, $0.value) })
        headers.add(name: "Date", value: Clock.httpDate(Clock.system.unix()))
        headers.add(name: "Server", value: "kwork-sandbox")
        if let length { headers.add(name: "Content-Length", value: String(length)) }
        return .head(HTTPResponseHead(version: .http1_1, status: HTTPResponseStatus(statusCode: reply.status), headers: headers))
    }

    private func body(_ bytes: ArraySlice<UInt8>) -> HTTPServerResponsePart {
        .body(.byteBuffer(ByteBuffer(bytes: bytes)))
    }

    /// Closing with a linger time of zero makes the kernel send RST instead of FIN.
    private func reset() async throws {
        if let socket = channel as? any SocketOptionProvider {
            try await socket.setSoLinger(linger(l_onoff: 1, l_linger: 0)).get()
        }
        try await channel.close()
    }
}
