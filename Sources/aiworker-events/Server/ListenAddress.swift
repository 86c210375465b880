import AIWorkerKit
import Foundation

/// Where to listen.
struct ListenAddress: Equatable {
    var host: String
    var port: Int

    /// Reads `host:port` or `[address]:port`.
    init(_ text: String) throws {
        guard let colon = text.lastIndex(of: ":"), let port = Int(text[text.index(after: colon)...]), (0...65_535).contains(port) else {
            throw Failure.invalidArgument("--listen takes an address and a port, such as 127.0.0.1:8090.")
        }
        var host = String(text[..<colon])
        if host.hasPrefix("["), host.hasSuffix("]") { host = String(host.dropFirst().dropLast()) }
        guard !host.isEmpty else { throw Failure.invalidArgument("--listen takes an address and a port, such as 127.0.0.1:8090.") }
        self.host = host
        self.port = port
    }

    /// Whether only this machine can reach it.
    var isLoopback: Bool { Loopback.isName(host) }
    /// As it stands in a URL.
    var shownHost: String { host.contains(":") ? "[\(host)]" : host }

    /// Why it cannot be listened on, and what to do.
    func complaint(_ code: Int32) -> String {
        switch code {
        case EADDRINUSE: "port \(port) is taken; choose another one, such as --listen \(shownHost):\(port + 1), or 0 for any free one."
        case EADDRNOTAVAIL: "this machine has no address \(host); choose one of its own with --listen."
        case EACCES: "port \(port) may not be opened by this user; choose one above 1023 with --listen."
        default: "cannot listen on \(shownHost):\(port): \(String(cString: strerror(code)))"
        }
    }
}
