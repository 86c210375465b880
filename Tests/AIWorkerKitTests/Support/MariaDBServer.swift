import Foundation
import Synchronization

@testable import AIWorkerKit

/// A real mariadbd with a data directory, a socket and a port of its own. It ends with the test process, however that ends.
// Unchecked: only start and stop change anything, and a test that stops its server uses it alone.
final class MariaDBServer: @unchecked Sendable {
    static let user = "aiworker"
    /// With everything that an address or a statement may take wrong.
    static let password = "p@ss:w/ö?r'd%\\\""

    /// For all tests that do not harm it. Its commits do not wait for the disk; nobody switches this machine off meanwhile.
    static let shared = Result { try MariaDBServer(["--innodb-flush-log-at-trx-commit=0"]) }

    /// The same, which encrypts; its clients insist on it.
    static let encrypted = Result { try MariaDBServer(["--innodb-flush-log-at-trx-commit=0"], isEncrypted: true) }

    /// A user whom the server refuses all but the first statement of each hour.
    static let limitedUser = "limited"

    let port: Int
    let isEncrypted: Bool
    private let folder: URL
    private var options: [String]
    /// Whether it is one that the store takes.
    private let checksVersion: Bool
    private var server: Process?
    private var guardian: Pipe?

    struct Failed: Error, CustomStringConvertible {
        var description: String
    }

    /// Makes a data directory and starts a server in it.
    init(_ options: [String] = [], checksVersion: Bool = true, isEncrypted: Bool = false) throws {
        self.checksVersion = checksVersion
        self.isEncrypted = isEncrypted
        folder = FileManager.default.temporaryDirectory.appendingPathComponent("aiworker-mariadb-\(UUID().uuidString.prefix(8))")
        try FileManager.default.createDirectory(at: folder, withIntermediateDirectories: true)
        self.options = options
        port = try Self.freePort()
        try Self.run(
            "mariadb-install-db",
            Self.owner + [
                "--no-defaults", "--datadir=\(folder.path)/data", "--tmpdir=\(folder.path)", "--auth-root-authentication-method=normal", "--skip-test-db",
                "--innodb-log-file-size=8M",
            ])
        let quoted = Self.password.replacing("\\", with: "\\\\").replacing("'", with: "\\'")
        try """
            CREATE USER IF NOT EXISTS '\(Self.user)'@'%' IDENTIFIED BY '\(quoted)';
            GRANT ALL ON *.* TO '\(Self.user)'@'%';
            CREATE USER IF NOT EXISTS '\(Self.limitedUser)'@'%' IDENTIFIED BY '\(quoted)' WITH MAX_QUERIES_PER_HOUR 1;
            GRANT ALL ON *.* TO '\(Self.limitedUser)'@'%';
            """.write(to: folder.appendingPathComponent("init.sql"), atomically: true, encoding: .utf8)
        if isEncrypted {
            let (certificate, key) = (folder.appendingPathComponent("c.pem").path, folder.appendingPathComponent("k.pem").path)
            try Self.run(
                "openssl",
                [
                    "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-keyout", key, "-out", certificate,
                    "-days", "1", "-subj", "/CN=127.0.0.1",
                ])
            self.options += ["--ssl-cert=\(certificate)", "--ssl-key=\(key)"]
        }
        try start()
    }

    deinit { stop() }

    private static var owner: [String] { getuid() == 0 ? ["--user=root"] : [] }

    /// The address of one database of this server.
    func address(_ database: String, password: String = MariaDBServer.password, sslMode: String? = nil) -> DatabaseURL.ServerAddress {
        var address = DatabaseURL.ServerAddress(
            user: Self.user, password: password, host: "127.0.0.1", port: port, database: database)
        address.sslMode = sslMode ?? (isEncrypted ? "required" : "disabled")
        return address
    }

    /// A new database with a name of its own.
    func makeDatabase() throws -> DatabaseURL.ServerAddress {
        let name = "t_" + UUID().uuidString.replacing("-", with: "").lowercased()
        try SQLSession(address("mysql")).execute("CREATE DATABASE \(name) CHARACTER SET utf8mb4")
        return address(name)
    }

    /// Starts it on its data directory, and waits until it answers.
    func start() throws {
        _ = FileManager.default.createFile(atPath: folder.appendingPathComponent("log").path, contents: nil)
        let output = try FileHandle(forWritingTo: folder.appendingPathComponent("log"))
        let process = Process()
        process.executableURL = URL(fileURLWithPath: Self.program)
        process.arguments =
            [
                // A server that starts removes the temporary tables of all others that it finds beside its own.
                "--no-defaults", "--datadir=\(folder.path)/data", "--tmpdir=\(folder.path)", "--socket=\(folder.path)/s", "--port=\(port)",
                "--bind-address=127.0.0.1", "--pid-file=\(folder.path)/pid", "--init-file=\(folder.path)/init.sql",
                "--skip-name-resolve", "--skip-log-bin", "--performance-schema=OFF", "--innodb-buffer-pool-size=32M",
                "--innodb-log-file-size=8M", "--max-connections=200", "--character-set-server=utf8mb4",
            ] + Self.owner + options
        process.standardInput = FileHandle.nullDevice
        process.standardOutput = output
        process.standardError = output
        try process.run()
        server = process
        guardian = try Self.guardian(of: process.processIdentifier, folder)
        let end = Date(timeIntervalSinceNow: 60)
        while true {
            do {
                _ = try SQLSession(address("mysql"))
                return
            } catch StoreError.unavailable(_) where !checksVersion {
                return
            } catch {
                guard Date() < end, process.isRunning else {
                    throw Failed(description: "mariadbd does not answer: \(error)\n\(log.suffix(2000))")
                }
                usleep(20_000)
            }
        }
    }

    private static var program: String {
        ["/usr/sbin/mariadbd", "/usr/libexec/mariadbd", "/usr/bin/mariadbd", "/usr/local/bin/mariadbd"].first {
            FileManager.default.isExecutableFile(atPath: $0)
        } ?? "/usr/sbin/mariadbd"
    }

    /// Reads until the test process closes its end of the pipe, or ends in whatever way; then ends the server.
    private static func guardian(of server: Int32, _ folder: URL) throws -> Pipe {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/bin/sh")
        process.arguments = ["-c", "read -r word && exit; kill -9 \(server); rm -rf '\(folder.path)'"]
        let pipe = Pipe()
        process.standardInput = pipe
        process.standardOutput = FileHandle.nullDevice
        process.standardError = FileHandle.nullDevice
        try process.run()
        return pipe
    }

    var log: String { (try? String(contentsOf: folder.appendingPathComponent("log"), encoding: .utf8)) ?? "" }

    /// Stops it; the data stay.
    ///
    /// - Parameter hard: as a crash would.
    func halt(hard: Bool = false) {
        guard let server, let guardian else { return }
        kill(server.processIdentifier, hard ? SIGKILL : SIGTERM)
        server.waitUntilExit()
        try? guardian.fileHandleForWriting.write(contentsOf: Data("dismissed\n".utf8))
        try? guardian.fileHandleForWriting.close()
        self.server = nil
        self.guardian = nil
    }

    /// Stops it for good.
    func stop() {
        halt(hard: true)
        try? FileManager.default.removeItem(at: folder)
    }

    private static func run(_ program: String, _ arguments: [String]) throws {
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = [program] + arguments
        let output = Pipe()
        process.standardOutput = output
        process.standardError = output
        try process.run()
        let text = output.fileHandleForReading.readDataToEndOfFile()
        process.waitUntilExit()
        guard process.terminationStatus == 0 else {
            throw Failed(description: "\(program) failed: \(String(decoding: text, as: UTF8.self).suffix(2000))")
        }
    }

    private static func freePort() throws -> Int {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var size = socklen_t(MemoryLayout<sockaddr_in>.size)
        let isBound = withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, size) == 0 && getsockname(descriptor, $0, &size) == 0
            }
        }
        guard isBound else { throw Failed(description: "no free port") }
        return Int(UInt16(bigEndian: address.sin_port))
    }
}
