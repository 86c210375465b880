import NIOCore
import NIOHTTP1

/// Stands before the upgrade to a WebSocket: a request that is not to become one goes on as a plain request, so that it gets an answer
/// that says why. A connection that sent what is no HTTP is closed behind the answer 400.
final class RequestGuard: ChannelInboundHandler, RemovableChannelHandler {
    typealias InboundIn = HTTPServerRequestPart
    typealias InboundOut = HTTPServerRequestPart

    private let access: Access

    init(access: Access) { self.access = access }

    func channelRead(context: ChannelHandlerContext, data: NIOAny) {
        guard case .head(var head) = unwrapInboundIn(data), head.headers.contains(name: "upgrade"), !isWelcome(head) else {
            return context.fireChannelRead(data)
        }
        head.headers.remove(name: "upgrade")
        // The parser takes what follows for the other protocol.
        head.headers.replaceOrAdd(name: "connection", value: "close")
        context.fireChannelRead(wrapInboundOut(.head(head)))
    }

    func errorCaught(context: ChannelHandlerContext, error: any Error) {
        context.fireErrorCaught(error)
        if error is HTTPParserError { context.close(promise: nil) }
    }

    private func isWelcome(_ head: HTTPRequestHead) -> Bool {
        let target = Target(head.uri)
        guard target.path == EventsRequest.path, (try? EventsRequest(target)) != nil, EventsRequest.isHandshake(head) else { return false }
        return access.decide(head, isChange: true) == .allowed
    }
}
