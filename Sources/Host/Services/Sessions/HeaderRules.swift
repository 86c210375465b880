/// Which header fields a request may carry.
enum HeaderRules {
    /// Names that only the host may set, because they carry credentials or frame the message.
    static func isReserved(_ name: String) -> Bool {
        let name = name.lowercased()
        return belongsToConnection(name)
            || ["authorization", "cookie", "cookie2", "set-cookie", "forwarded", "traceparent", "tracestate"].contains(name)
            || name.hasPrefix("proxy-") || name.hasPrefix("sec-") || name.hasPrefix("x-forwarded-")
    }

    /// Names that frame the message on its way; not even the configuration may set them.
    static func belongsToConnection(_ name: String) -> Bool {
        let name = name.lowercased()
        return [
            "host", "content-length", "connection", "transfer-encoding", "te", "trailer", "upgrade", "expect", "keep-alive",
            "http2-settings", "accept-encoding",
        ].contains(name) || name.hasPrefix("proxy-")
    }

    /// A field name (RFC 9110, section 5.6.2).
    static func isToken(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 256
            && text.utf8.allSatisfy { byte in
                byte > 0x20 && byte < 0x7F && !"\"(),/:;<=>?@[\\]{}".utf8.contains(byte)
            }
    }

    /// A token as it stands in an `Authorization` field: visible ASCII, no blanks.
    static func isCredential(_ text: String) -> Bool {
        !text.isEmpty && text.utf8.count <= 16_384 && text.utf8.allSatisfy { $0 > 0x20 && $0 < 0x7F }
    }

    /// A field value without a way to start another field.
    static func isValue(_ text: String) -> Bool {
        text.utf8.count <= 16_384 && text.utf8.allSatisfy { ($0 >= 0x20 && $0 != 0x7F) || $0 == 0x09 }
    }
}
