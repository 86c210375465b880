import CCurl

/// What libcurl's result means.
enum TransferOutcome: Equatable {
    case answered
    case failed(TransportFailure.Kind)

    /// - Parameter proxyStatus: what an HTTP proxy answered to CONNECT; 0 when it was not asked.
    init(code: CURLcode, isTooLarge: Bool, usesProxy: Bool, proxyStatus: Int) {
        if code == CURLE_OK {
            self = .answered
            return
        }
        if isTooLarge || code == CURLE_FILESIZE_EXCEEDED {
            self = .failed(.tooLarge)
            return
        }
        if usesProxy, proxyStatus >= 300 {
            self = .failed(.proxy)
            return
        }
        switch code {
        case CURLE_COULDNT_RESOLVE_PROXY, CURLE_PROXY: self = .failed(.proxy)
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_CONNECT, CURLE_INTERFACE_FAILED: self = .failed(usesProxy ? .proxy : .connect)
        case CURLE_OPERATION_TIMEDOUT: self = .failed(.timeout)
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM, CURLE_SSL_CIPHER,
            CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR, CURLE_SSL_CRL_BADFILE, CURLE_SSL_ENGINE_NOTFOUND,
            CURLE_SSL_ENGINE_SETFAILED, CURLE_SSL_ENGINE_INITFAILED, CURLE_SSL_PINNEDPUBKEYNOTMATCH, CURLE_SSL_INVALIDCERTSTATUS:
            self = .failed(.tls)
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING: self = .failed(.malformed)
        case CURLE_URL_MALFORMAT, CURLE_BAD_FUNCTION_ARGUMENT, CURLE_OUT_OF_MEMORY, CURLE_FAILED_INIT: self = .failed(.refused)
        default: self = .failed(.lost)
        }
    }
}
