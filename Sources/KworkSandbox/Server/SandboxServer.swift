import NIOConcurrencyHelpers
import NIOCore
import NIOHTTP1
import NIOPosix

/// The sandbox on two loopback ports, one per host of the real service.
public final class SandboxServer: Sendable {
    /// Port of the stand-in for api.kwork.ru.
    public let apiPort: Int
    /// Port of the stand-in for kwork.ru.
    public let webPort: Int
    // Not Mutex: ThreadSanitizer does not see its locks.
    private let sandbox: NIOLockedValueBox<Sandbox>
    private let connections = NIOLockedValueBox(0)

    /// What belongs into `KWORK_API_URL`.
    public var apiURL: String { "http://127.0.0.1:\(apiPort)/" }
    /// What belongs into `KWORK_WEB_URL`.
    public var webURL: String { "http://127.0.0.1:\(webPort)/" }

    /// Runs the sandbox while `body` runs. Both listeners accept connections before `body` starts and are gone when this returns.
    /// - Throws: what `body` throws, or a `ListenError`.
    public static func withRunning<Result: Sendable>(
        _ configuration: SandboxConfiguration, _ body: @escaping @Sendable (SandboxServer) async throws -> Result
    ) async throws -> Result {
        let api = try await listen(on: configuration.apiPort)
        let web: Listener
        do {
            web = try await listen(on: configuration.webPort)
        } catch {
            try await api.channel.close()
            throw error
        }
        let server = SandboxServer(configuration, apiPort: api.channel.localAddress?.port ?? 0, webPort: web.channel.localAddress?.port ?? 0)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask { try await server.serve(api, host: .api) }
            group.addTask { try await server.serve(web, host: .web) }
            defer { group.cancelAll() }
            return try await body(server)
        }
    }

    private init(_ configuration: SandboxConfiguration, apiPort: Int, webPort: Int) {
        self.apiPort = apiPort
        self.webPort = webPort
        var sandbox = Sandbox(configuration: configuration)
        sandbox.world.webURL = "http://127.0.0.1:\(webPort)/"
        self.sandbox = NIOLockedValueBox(sandbox)
    }

    func answer(_ request: Request) -> Reply {
        sandbox.withLockedValue { sandbox in
            var request = request
            // Taken under the lock, so that the log is in the order of the times.
            request.receivedAt = sandbox.clock.monotonic()
            return sandbox.answer(request)
        }
    }

    func nextConnection() -> Int {
        connections.withLockedValue { count in
            count += 1
            return count
        }
    }

    private typealias Listener = NIOAsyncChannel<Connection.HTTPChannel, Never>

    private static func listen(on port: Int) async throws(ListenError) -> Listener {
        do {
            return try await ServerBootstrap(group: MultiThreadedEventLoopGroup.singleton)
                .serverChannelOption(.socketOption(.so_reuseaddr), value: 1)
                .serverChannelOption(.backlog, value: 256)
                .bind(host: "127.0.0.1", port: port) { channel in
                    channel.eventLoop.makeCompletedFuture {
                        try channel.pipeline.syncOperations.configureHTTPServerPipeline()
                        return try Connection.HTTPChannel(wrappingChannelSynchronously: channel)
                    }
                }
        } catch {
            throw ListenError(port: port, error)
        }
    }

    private func serve(_ listener: Listener, host: Host) async throws {
        try await listener.executeThenClose { clients in
            try await withThrowingDiscardingTaskGroup { group in
                for try await client in clients {
                    group.addTask {
                        // A broken connection is the client's affair, and often the purpose of the test.
                        try? await Connection(channel: client, host: host, server: self).run()
                    }
                }
            }
        }
    }
}
