import Crypto

/// Names what a request would do: the same for two requests that differ only in credentials, in values that the site gives
/// anew each time, and in how a body is wrapped.
enum WriteFingerprint {
    /// Names of values that are new with each try.
    private static let volatile: Set<String> = ["token", "csrftoken", "draftKey"]

    /// - Parameters:
    ///   - session: names the account.
    ///   - conflict: names what there may be only one of, whatever its content; nil: the content decides.
    static func of(_ request: SessionRequest, session: String, site: String, conflict: String? = nil) -> [UInt8] {
        var hash = Digest()
        if let conflict {
            for text in ["conflict", session, conflict] { hash.add(text) }
            return hash.result
        }
        for text in [session, site, request.method, request.path.hasPrefix("/") ? String(request.path.dropFirst()) : request.path] {
            hash.add(text)
        }
        hash.add(request.query)
        switch request.body {
        case .none: hash.add("none")
        case .form(let fields):
            hash.add("form")
            hash.add(fields)
        case .multipart(let parts):
            hash.add("multipart")
            let counted = parts.filter { !volatile.contains($0.name) }
            hash.add(count: counted.count)
            for part in counted {
                for text in [part.name, part.fileName, part.contentType] { hash.add(text) }
                hash.add(bytes: part.data)
            }
        case .bytes(let bytes, let contentType):
            hash.add("bytes")
            hash.add(contentType)
            hash.add(bytes: bytes)
        }
        return hash.result
    }

    /// Everything is preceded by its size, so that no two different requests give the same bytes.
    private struct Digest {
        private var hash = SHA256()

        mutating func add(count: Int) { hash.update(data: Array("\(count):".utf8)) }

        mutating func add(bytes: [UInt8]) {
            add(count: bytes.count)
            hash.update(data: bytes)
        }

        mutating func add(_ text: String) { add(bytes: Array(text.utf8)) }

        mutating func add(_ fields: [HTTPHeader]) {
            let counted = fields.filter { !volatile.contains($0.name) }
            add(count: counted.count)
            for field in counted {
                add(field.name)
                add(field.value)
            }
        }

        var result: [UInt8] { Array(hash.finalize()) }
    }
}
