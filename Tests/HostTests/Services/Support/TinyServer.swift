import Glibc
@testable import Host

/// A TCP server on a loopback port that hands each connection to a closure on its own thread.
final class TinyServer: Sendable {
    let port: Int
    private let listener: Int32
    private let accepted = Monitor(0)
    private let isStopped = Monitor(false)

    /// - Parameter handle: owns the connection until it returns; it is closed then.
    init(_ handle: @escaping @Sendable (Peer) -> Void) {
        let listener = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        self.listener = listener
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        var length = socklen_t(MemoryLayout<sockaddr_in>.size)
        withUnsafeMutablePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { address in
                _ = bind(listener, address, length)
                _ = listen(listener, 64)
                _ = getsockname(listener, address, &length)
            }
        }
        port = Int(UInt16(bigEndian: address.sin_port))
        let (accepted, isStopped) = (accepted, isStopped)
        Thread.start(name: "tiny-server") {
            while true {
                let connection = accept(listener, nil, nil)
                guard connection >= 0 else { break }
                accepted.withLock { $0 += 1 }
                accepted.broadcast()
                Thread.start(name: "tiny-peer") {
                    let peer = Peer(connection)
                    handle(peer)
                    peer.close()
                }
            }
            Glibc.close(listener)
            isStopped.withLock { $0 = true }
            isStopped.broadcast()
        }
    }

    /// Refuses connections from now on. A server that is not stopped listens until the tests end: it must not disappear
    /// because a test has no further use for its variable.
    func stop() {
        shutdown(listener, Int32(SHUT_RDWR))
        _ = isStopped.wait { $0 ? true : nil }
    }

    var url: String { "http://127.0.0.1:\(port)/" }
    var connections: Int { accepted.withLock { $0 } }

    /// A port on which nobody listens.
    static func closedPort() -> Int {
        let server = TinyServer { _ in }
        server.stop()
        return server.port
    }

    /// Answers each request of each connection with what `answer` gives; nil closes the connection.
    static func http(_ answer: @escaping @Sendable (Received) -> String?) -> TinyServer {
        TinyServer { peer in
            while let request = peer.readRequest() {
                guard let text = answer(request) else { return }
                peer.write(text)
            }
        }
    }
}

/// A request as it came over the wire.
struct Received: Sendable {
    var line: String
    var headers: [String]
    var body: String

    var target: String { line.split(separator: " ").dropFirst().first.map(String.init) ?? "" }
    var method: String { line.split(separator: " ").first.map(String.init) ?? "" }
    func header(_ name: String) -> String? {
        headers.first { $0.lowercased().hasPrefix(name + ":") }.map { Text.trimmed($0.dropFirst(name.count + 1)) }
    }
}

/// One accepted connection.
final class Peer: Sendable {
    let descriptor: Int32
    init(_ descriptor: Int32) { self.descriptor = descriptor }

    func write(_ text: String) {
        let bytes = Array(text.utf8)
        var sent = 0
        while sent < bytes.count {
            let count = bytes[sent...].withUnsafeBytes { send(descriptor, $0.baseAddress, $0.count, Int32(MSG_NOSIGNAL)) }
            guard count > 0 else { return }
            sent += count
        }
    }

    /// Up to `limit` bytes; empty at the end of the stream.
    func read(_ limit: Int = 65_536) -> [UInt8] {
        var bytes = [UInt8](repeating: 0, count: limit)
        let count = recv(descriptor, &bytes, limit, 0)
        return count > 0 ? Array(bytes[..<count]) : []
    }

    /// Exactly so many bytes; nil at the end of the stream.
    func readExactly(_ count: Int) -> [UInt8]? {
        var bytes: [UInt8] = []
        while bytes.count < count {
            let piece = read(count - bytes.count)
            if piece.isEmpty { return nil }
            bytes += piece
        }
        return bytes
    }

    func readRequest() -> Received? {
        var head: [UInt8] = []
        while !head.suffix(4).elementsEqual("\r\n\r\n".utf8) {
            guard let byte = readExactly(1) else { return nil }
            head += byte
        }
        var lines = String(decoding: head, as: UTF8.self).split(separator: "\r\n").map(String.init)
        let line = lines.removeFirst()
        var received = Received(line: line, headers: lines, body: "")
        let length = received.header("content-length").flatMap { Int($0) } ?? 0
        guard let body = readExactly(length) else { return nil }
        received.body = String(decoding: body, as: UTF8.self)
        return received
    }

    /// Blocks until the other side closes; true when it did.
    func waitForClose() -> Bool {
        while true {
            var byte: UInt8 = 0
            let count = recv(descriptor, &byte, 1, 0)
            if count <= 0 { return true }
        }
    }

    /// Closes with a reset instead of an orderly end.
    func reset() {
        var value = linger(l_onoff: 1, l_linger: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_LINGER, &value, socklen_t(MemoryLayout<linger>.size))
    }

    func close() { Glibc.close(descriptor) }
}

func ok(_ body: String, type: String = "application/json", headers: String = "", status: String = "200 OK") -> String {
    "HTTP/1.1 \(status)\r\nContent-Type: \(type)\r\nContent-Length: \(body.utf8.count)\r\n\(headers)\r\n\(body)"
}
