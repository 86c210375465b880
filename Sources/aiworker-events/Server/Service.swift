import AIWorkerKit
import NIOCore
import NIOHTTP1
import NIOPosix
import NIOWebSocket

/// The server: connections in, answers out. Work on the database is done on threads of its own.
struct Service: Sendable {
    let settings: WorkerSettings
    let store: Store
    let access: Access

    /// Largest request body in bytes.
    static let longestBody = 1 << 20

    private enum Upgrade: Sendable {
        case webSocket(NIOAsyncChannel<WebSocketFrame, WebSocketFrame>, after: Int64)
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
                channel.eventLoop.makeCompletedFuture { try configure(channel) }
            }
        ready(server.channel.localAddress?.port ?? place.port)
        feed.start()
        try await withThrowingDiscardingTaskGroup { group in
            try await server.executeThenClose { connections in
                for try await connection in connections {
                    group.addTask { await serve(connection, router, database, feed) }
                }
            }
        }
    }

    private func configure(_ channel: any Channel) throws -> EventLoopFuture<Upgrade> {
        let upgrader = NIOTypedWebSocketServerUpgrader<Upgrade>(
            maxFrameSize: 1 << 14,
            shouldUpgrade: { channel, head in
                let target = Target(head.uri)
                let isWelcome = target.path == "/events" && access.decide(head, isChange: true) == .allowed
                return channel.eventLoop.makeSucceededFuture(isWelcome ? HTTPHeaders() : nil)
            },
            upgradePipelineHandler: { channel, head in
                channel.eventLoop.makeCompletedFuture {
                    let after = Target(head.uri).query["after"].flatMap { Int64($0) } ?? 0
                    return .webSocket(try NIOAsyncChannel(wrappingChannelSynchronously: channel), after: max(0, after))
                }
            })
        let configuration = NIOTypedHTTPServerUpgradeConfiguration<Upgrade>(
            upgraders: [upgrader],
            notUpgradingCompletionHandler: { channel in
                channel.eventLoop.makeCompletedFuture { .http(try NIOAsyncChannel(wrappingChannelSynchronously: channel)) }
            })
        return try channel.pipeline.syncOperations.configureUpgradableHTTPServerPipeline(
            configuration: .init(upgradeConfiguration: configuration))
    }

    private func serve(_ connection: EventLoopFuture<Upgrade>, _ router: Router, _ work: Work, _ feed: Feed) async {
        // A connection that breaks is the business of whoever was at its other end.
        do {
            switch try await connection.get() {
            case .webSocket(let channel, let after): try await Subscriber(channel: channel, after: after, work: work, feed: feed).run()
            case .http(let channel): try await HTTPConnection(channel: channel, router: router).run()
            }
        } catch {}
    }
}

/// The path of a request and its query, percent-decoded.
struct Target: Equatable {
    var path: String
    /// The parts of the path, decoded.
    var parts: [String]
    var query: [String: String]

    init(_ uri: String) {
        let halves = uri.split(separator: "?", maxSplits: 1, omittingEmptySubsequences: false)
        path = halves.first.map(String.init) ?? "/"
        parts = path.split(separator: "/").map { $0.removingPercentEncoding ?? String($0) }
        query = halves.count > 1 ? Self.pairs(String(halves[1])) : [:]
    }

    /// `name=value&…`, as in queries and forms.
    static func pairs(_ text: String) -> [String: String] {
        var pairs: [String: String] = [:]
        for pair in text.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            func decoded(_ part: Substring) -> String {
                let spaced = part.replacing("+", with: " ")
                return spaced.removingPercentEncoding ?? String(spaced)
            }
            pairs[decoded(parts[0])] = parts.count > 1 ? decoded(parts[1]) : ""
        }
        return pairs
    }
}
