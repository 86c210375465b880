import AIWorkerKit
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket
import Synchronization

/// The server: connections in, answers out. Work on the database is done on threads of its own.
struct Service: Sendable {
    let settings: WorkerSettings
    let store: Store
    let access: Access
    var limits = ConnectionLimits()

    /// Largest request body in bytes.
    static let longestBody = 1 << 20

    private struct Connection: Sendable {
        var channel: any Channel
        /// Known once the head of the first request is there.
        var upgrade: EventLoopFuture<Upgrade>
    }

    private enum Upgrade: Sendable {
        case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, EventsRequest)
        case http(NIOAsyncChannel<HTTPServerRequestPart, HTTPServerResponsePart>)
    }

    /// Serves until the task is cancelled.
    ///
    /// - Parameter ready: is told the port.
    func run(on place: ListenAddress, ready: (Int) -> Void) async throws {
        let pool = NIOThreadPool(numberOfThreads: 8)
        pool.start()
        let database = Work(pool: pool, store: store, rules: settings.rules)
        let feed = Feed(settings: settings, store: store)
        let router = Router(work: database, access: access)
        let server = try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
            .serverChannelOption(.backlog, value: 128)
            .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
            .bind(host: place.host, port: place.port) { channel in
                channel.eventLoop.makeCompletedFuture { Connection(channel: channel, upgrade: try configure(channel)) }
            }
        ready(server.channel.localAddress?.port ?? place.port)
        feed.start()
        defer { feed.stop() }
        let open = Open()
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    guard open.count.withLock({ $0 < limits.connections }) else {
                        connection.channel.close(promise: nil)
                        continue
                    }
                    open.count.withLock { $0 += 1 }
                    group.addTask {
                        await serve(connection, router, database, feed)
                        open.count.withLock { $0 -= 1 }
                    }
                }
            }
        }
    }

    /// As NIO sets it up, with the guard before the upgrade.
    private func configure(_ channel: any Channel) throws -> EventLoopFuture<Upgrade> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Upgrade>(
            maxFrameSize: 1 << 14,
            // The guard lets nothing else pass.
            shouldUpgrade: { channel, _ in channel.eventLoop.makeSucceededFuture(HTTPHeaders()) },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel), try EventsRequest(Target(head.uri)))
                }
            })
        let configuration = NIOTypedHTTPServerUpgradeConfiguration<Upgrade>(
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture { .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel)) }
            })
        let encoder = HTTPResponseEncoder()
        let handlers: [any RemovableChannelHandler] = [
            ByteToMessageHandler(HTTPRequestDecoder(leftOverBytesStrategy: .forwardBytes)), HTTPServerPipelineHandler(),
            NIOHTTPResponseHeadersValidator(), HTTPServerProtocolErrorHandler(), RequestGuard(access: access),
        ]
        let upgrade = NIOTypedHTTPServerUpgradeHandler(
            httpEncoder: encoder, extraHTTPHandlers: handlers, upgradeConfiguration: configuration)
        let pipeline = channel.pipeline.syncOperations
        try pipeline.addHandler(encoder)
        for handler in handlers { try pipeline.addHandler(handler) }
        try pipeline.addHandler(upgrade)
        return upgrade.upgradeResultFuture
    }

    private func serve(_ connection: Connection, _ router: Router, _ work: Work, _ feed: Feed) async {
        let deadline = Deadline(connection.channel, limits.request)
        deadline.start()
        // A connection that breaks is the business of whoever was at its other end.
        do {
            switch try await connection.upgrade.get() {
            case .webSocket(let channel, let request):
                deadline.stop()
                try await Subscriber(channel: channel, after: request.after, work: work, feed: feed, limits: limits).run()
            case .http(let channel): try await HTTPConnection(channel: channel, router: router, deadline: deadline).run()
            }
        } catch {}
        deadline.stop()
        connection.channel.close(promise: nil)
    }

    /// How many connections are served.
    private final class Open: Sendable { let count = Mutex(0) }
}
