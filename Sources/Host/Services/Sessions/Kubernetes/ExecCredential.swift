/// What an exec plugin printed.
struct ExecCredential: Sendable, Equatable {
    var token: String?
    var identity: ClientIdentity?
    /// Seconds since 1970; nil: valid until it is refused.
    var expiresAt: Int64?

    /// - Throws: what is wrong, in words that go behind "the exec plugin"; no part of the text is repeated.
    init(_ output: [UInt8], apiVersion: String) throws(ExecFault) {
        guard let json = try? JSON(parsing: output), let object = json.object else { throw ExecFault("printed no JSON object") }
        guard object["kind"]?.string == "ExecCredential" else { throw ExecFault("printed something else than an ExecCredential") }
        guard object["apiVersion"]?.string == apiVersion else { throw ExecFault("answered with another apiVersion than \(apiVersion)") }
        guard let status = object["status"]?.object else { throw ExecFault("printed no status") }
        func text(_ name: String) throws(ExecFault) -> String? {
            guard let value = status[name], !value.isNull else { return nil }
            guard let text = value.string else { throw ExecFault("printed a \(name) that is no text") }
            return text.isEmpty ? nil : text
        }
        token = try text("token")
        if let token, !HeaderRules.isCredential(token) { throw ExecFault("printed a token with a blank or control character in it") }
        let certificate = try text("clientCertificateData")
        let key = try text("clientKeyData")
        if let certificate, let key {
            guard PEM.holdsCertificate(Array(certificate.utf8)) else { throw ExecFault("printed a clientCertificateData without PEM certificate") }
            if let fault = PEM.keyFault(Array(key.utf8)) { throw ExecFault("printed a clientKeyData that \(fault)") }
            identity = ClientIdentity(certificate: Array(certificate.utf8), key: Array(key.utf8))
        } else if certificate != nil || key != nil {
            throw ExecFault("printed only one of clientCertificateData and clientKeyData")
        }
        guard token != nil || identity != nil else { throw ExecFault("printed neither a token nor a client certificate") }
        if let time = try text("expirationTimestamp") {
            guard let seconds = Timestamp.seconds(time) else { throw ExecFault("printed an expirationTimestamp that is no RFC 3339 time") }
            expiresAt = seconds
        }
    }

    func hasExpired(_ now: WallClock) -> Bool { expiresAt.map { $0 <= now.seconds } ?? false }
}

/// Why an exec plugin gave no credentials, in words that go behind "the exec plugin". Never holds what it printed.
struct ExecFault: Error, Sendable, Equatable {
    var message: String
    /// Whether it may go better a little later: what the plugin asks can be away for a while.
    var isPassing: Bool

    init(_ message: String, isPassing: Bool = false) {
        self.message = message
        self.isPassing = isPassing
    }
}
