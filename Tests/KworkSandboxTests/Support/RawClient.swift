import Foundation

@testable import KworkSandbox

/// Sends bytes over a socket and reports everything that came back, including how the connection ended.
enum RawClient {
    enum Ending: Sendable, Equatable { case closed, reset, gaveUp }

    struct Answer: Sendable {
        var bytes: [UInt8]
        var ending: Ending

        var text: String { String(decoding: bytes, as: UTF8.self) }
        var status: Int? { text.split(separator: " ").dropFirst().first.flatMap { Int($0) } }
        /// Head and body taken apart.
        var reply: Reply {
            let lines = text.split(separator: "\r\n", omittingEmptySubsequences: false).prefix { !$0.isEmpty }
            let headers = lines.dropFirst().map { line in
                let halves = line.split(separator: ":", maxSplits: 1)
                return Header(name: String(halves[0]), value: halves.count > 1 ? String(halves[1].drop { $0 == " " }) : "")
            }
            return Reply(status: status ?? 0, headers: headers, body: Array(body.utf8))
        }

        /// Everything after the blank line.
        var body: String {
            guard let blank = text.firstRange(of: "\r\n\r\n") else { return "" }
            return String(text[blank.upperBound...])
        }
    }

    /// A blocking socket gets a thread of its own: the pools of Swift and Dispatch have to stay free for the server.
    /// - Parameter enough: leave once this many bytes have come, without waiting for the end.
    static func exchange(port: Int, _ request: String, enough: Int = .max) async -> Answer {
        await withCheckedContinuation { continuation in
            Thread.detachNewThread {
                continuation.resume(returning: converse(port: port, request, enough))
            }
        }
    }

    /// A correct API request that asks for the connection to be closed afterwards.
    static func apiRequest(_ target: String, form: String = "", closing: Bool = true) -> String {
        """
        POST /\(target) HTTP/1.1\r
        Host: 127.0.0.1\r
        Authorization: Basic bW9iaWxlX2FwaTpxRnZmUmw3dw==\r
        Content-Type: application/x-www-form-urlencoded\r
        Content-Length: \(form.utf8.count)\r
        \(closing ? "Connection: close\r\n" : "")\r
        \(form)
        """
    }

    /// Any request, with the connection closed afterwards.
    static func text(_ request: Request) -> String {
        var lines = ["\(request.method) \(request.path)\(request.query.isEmpty ? "" : "?" + request.query) HTTP/1.1", "Host: 127.0.0.1"]
        lines += request.headers.map { "\($0.name): \($0.value)" }
        if request.method == "POST" { lines.append("Content-Length: \(request.body.count)") }
        return (lines + ["Connection: close", "", ""]).joined(separator: "\r\n") + String(decoding: request.body, as: UTF8.self)
    }

    /// A call of the control API.
    static func controlRequest(_ name: String, json: String) -> String {
        "POST /_sandbox/\(name) HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: \(json.utf8.count)\r\nConnection: close\r\n\r\n\(json)"
    }

    private static func converse(port: Int, _ request: String, _ enough: Int) -> Answer {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        defer { close(descriptor) }
        var patience = timeval(tv_sec: 20, tv_usec: 0)
        setsockopt(descriptor, SOL_SOCKET, SO_RCVTIMEO, &patience, socklen_t(MemoryLayout<timeval>.size))
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = inet_addr("127.0.0.1")
        let connected = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard connected == 0 else { return Answer(bytes: [], ending: .gaveUp) }
        let outgoing = Array(request.utf8)
        send(descriptor, outgoing, outgoing.count, Int32(MSG_NOSIGNAL))
        return receive(from: descriptor, enough)
    }

    private static func receive(from descriptor: Int32, _ enough: Int) -> Answer {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = recv(descriptor, &buffer, buffer.count, 0)
            if count > 0 {
                bytes += buffer[..<count]
                if bytes.count >= enough { return Answer(bytes: bytes, ending: .gaveUp) }
            } else if count == 0 {
                return Answer(bytes: bytes, ending: .closed)
            } else if errno != EINTR {
                return Answer(bytes: bytes, ending: errno == ECONNRESET ? .reset : .gaveUp)
            }
        }
    }
}
