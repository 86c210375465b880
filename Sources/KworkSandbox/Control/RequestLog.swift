/// The requests received, for assertions. Unlike everything else in this project it shows them completely, secrets
/// included: the secrets of a sandbox are made up, and tests have to look for them.
struct RequestLog: Sendable {
    /// Older entries make room for newer ones.
    static let capacity = 10_000

    struct Entry: Sendable {
        var number: Int
        var request: Request
        /// nil while the answer is being prepared, or when the connection was ended without one.
        var status: Int?
        var fault: Int?
        var violation: Violation?
        /// The rate limit was exceeded.
        var tooFast = false
    }

    private(set) var entries: [Entry] = []
    private(set) var total = 0

    mutating func append(_ request: Request) -> Int {
        total += 1
        entries.append(Entry(number: total, request: request))
        if entries.count > Self.capacity { entries.removeFirst(entries.count - Self.capacity) }
        return total
    }

    mutating func note(_ number: Int, _ change: (inout Entry) -> Void) {
        guard let index = entries.lastIndex(where: { $0.number == number }) else { return }
        change(&entries[index])
    }

    var violations: [Entry] { entries.filter { $0.violation != nil } }
}

extension RequestLog.Entry {
    /// What `GET /_sandbox/requests` tells.
    var json: JSON {
        [
            "number": .integer(number), "host": .string(request.host.rawValue), "method": .string(request.method),
            "path": .string(request.path), "query": .string(request.query), "query_items": Self.items(request.query.utf8),
            "headers": Self.headers(request.headers), "body": .string(String(decoding: request.body, as: UTF8.self)),
            "form_items": formItems, "time_ns": .integer(Int(request.receivedAt)),
            "connection": .integer(request.connection), "status": status.map { .integer($0) } ?? .null,
            "fault": fault.map { .integer($0) } ?? .null, "violation": violation.map { .string($0.code) } ?? .null,
            "violation_message": violation.map { .string($0.message) } ?? .null, "too_fast": .bool(tooFast),
        ]
    }

    /// Of a form, the decoded pairs; of a multipart body, its fields, with the name of a file instead of its contents.
    private var formItems: JSON {
        let type = request.values(of: "Content-Type").first ?? ""
        if type.lowercased().hasPrefix("application/x-www-form-urlencoded") { return Self.items(request.body) }
        guard let parts = Multipart.parts(of: request.body, contentType: type) else { return [] }
        return .array(parts.map { [.string($0.name), .string($0.fileName ?? String(decoding: $0.content, as: UTF8.self))] })
    }

    /// Pairs, not an object: a repeated name must stay visible.
    private static func items(_ text: some Collection<UInt8>) -> JSON {
        .array((FormEncoding.items(in: text) ?? []).map { [.string($0.name), .string($0.value)] })
    }

    /// Names in lower case; repeated headers joined with a comma and a blank.
    private static func headers(_ headers: [Header]) -> JSON {
        var members: [JSON.Member] = []
        for header in headers {
            let name = header.name.lowercased()
            if let index = members.firstIndex(where: { $0.key == name }), case .string(let earlier) = members[index].value {
                members[index].value = .string(earlier + ", " + header.value)
            } else {
                members.append(.init(key: name, value: .string(header.value)))
            }
        }
        return .object(members)
    }
}
