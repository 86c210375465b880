/// What a server's certificate is held against.
struct ServerTrust: Sendable, Equatable {
    enum Authorities: Sendable, Equatable {
        case system
        /// PEM file, read for each connection, instead of the system's authorities.
        case file(String)
        /// PEM text instead of the system's authorities.
        case pem([UInt8])
    }

    var authorities = Authorities.system
    /// False: any certificate is taken. Only where the operator says so in so many words.
    var isVerified = true
    /// The name that the certificate has to have, and that is asked for; nil: the host of the address.
    var serverName: String?
}

/// A certificate and its key in PEM, kept in memory alone.
struct ClientIdentity: Sendable, Equatable {
    /// The certificate, followed by those of its issuers if they are to be sent.
    var certificate: [UInt8]
    /// Not encrypted. A secret.
    var key: [UInt8]
}

/// The way to a server whose certificate is for another name: libcurl gets an address with that name and is told where to
/// connect instead, so that name and certificate are checked as always.
struct NamedServer: Sendable, Equatable {
    /// The address with the name in place of the host.
    let url: String
    /// `NAME:PORT:HOST:PORT` in the notation of libcurl.
    let connectTo: String
    /// Host and port of the real address, for the `Host` field.
    let authority: String
    private let origin: String
    private let realOrigin: String

    /// nil when the address or the name is none.
    init?(url: String, name: String) {
        guard let separator = url.utf8.firstIndex(of: UInt8(ascii: ":")),
            let start = url.utf8.index(separator, offsetBy: 3, limitedBy: url.endIndex)
        else { return nil }
        let end = url[start...].firstIndex { "/?#".contains($0) } ?? url.endIndex
        guard let base = BaseAddress(String(url[..<end])), let named = BaseAddress("\(base.scheme.rawValue)://\(name)"),
            named.path == "/", !name.contains(":")
        else { return nil }
        origin = "\(base.scheme.rawValue)://\(named.host):\(base.port)"
        self.url = origin + url[end...]
        connectTo = "\(named.host):\(base.port):\(base.host):\(base.port)"
        authority = String(url[start..<end])
        realOrigin = String(url[..<end])
    }

    /// An address that libcurl gives back, with the real host in it.
    func restored(_ address: String) -> String {
        guard address.hasPrefix(origin) else { return address }
        return realOrigin + address.dropFirst(origin.count)
    }
}
