import CCurl

/// Sets options of one handle and remembers whether libcurl took all of them.
struct HandleSetup {
    let handle: UnsafeMutableRawPointer
    private(set) var isValid = true

    init(handle: UnsafeMutableRawPointer) { self.handle = handle }

    mutating func check(_ code: CURLcode) {
        if code != CURLE_OK { isValid = false }
    }
    mutating func fail() { isValid = false }
    mutating func long(_ option: CURLoption, _ value: Int) { check(curl_set_long(handle, option, value)) }
    mutating func offset(_ option: CURLoption, _ value: Int64) { check(curl_set_offset(handle, option, curl_off_t(value))) }
    /// libcurl copies the text.
    mutating func string(_ option: CURLoption, _ value: String) { check(curl_set_string(handle, option, value)) }
    /// The memory must outlive the handle.
    mutating func pointer(_ option: CURLoption, _ value: UnsafeMutableRawPointer?) {
        check(curl_set_pointer(handle, option, value))
    }

    /// libcurl copies the bytes and never writes them anywhere.
    mutating func blob(_ option: CURLoption, _ bytes: [UInt8]) {
        var bytes = bytes
        let code = bytes.withUnsafeMutableBytes { memory in
            var blob = curl_blob(data: memory.baseAddress, len: memory.count, flags: UInt32(CURL_BLOB_COPY))
            return curl_set_pointer(handle, option, &blob)
        }
        check(code)
    }

    /// What the server's certificate is held against.
    mutating func trust(_ trust: ServerTrust) {
        long(CURLOPT_SSL_VERIFYPEER, trust.isVerified ? 1 : 0)
        long(CURLOPT_SSL_VERIFYHOST, trust.isVerified ? 2 : 0)
        switch trust.authorities {
        case .system: return
        case .file(let path): string(CURLOPT_CAINFO, path)
        case .pem(let bytes): blob(CURLOPT_CAINFO_BLOB, bytes)
        }
        // The system's folder of authorities would be trusted beside ours.
        check(curl_set_string(handle, CURLOPT_CAPATH, nil))
    }

    mutating func identity(_ identity: ClientIdentity?) {
        guard let identity else { return }
        string(CURLOPT_SSLCERTTYPE, "PEM")
        string(CURLOPT_SSLKEYTYPE, "PEM")
        blob(CURLOPT_SSLCERT_BLOB, identity.certificate)
        blob(CURLOPT_SSLKEY_BLOB, identity.key)
        // Never ask on a terminal for the passphrase of a key.
        string(CURLOPT_KEYPASSWD, "")
    }

    /// The proxy, or none whatever the environment says.
    mutating func proxy(_ proxy: ProxyAddress?) {
        string(CURLOPT_NOPROXY, "")
        guard let proxy else { return string(CURLOPT_PROXY, "") }
        string(CURLOPT_PROXY, proxy.host)
        long(CURLOPT_PROXYPORT, proxy.port)
        let kind =
            switch proxy.kind {
            case .http: curl_proxy_http()
            case .socks4: curl_proxy_socks4()
            case .socks4a: curl_proxy_socks4a()
            case .socks5, .socks5h: curl_proxy_socks5_hostname()
            }
        long(CURLOPT_PROXYTYPE, kind)
        if let user = proxy.user {
            string(CURLOPT_PROXYUSERNAME, user)
            string(CURLOPT_PROXYPASSWORD, proxy.password ?? "")
        }
    }
}
