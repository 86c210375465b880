import Glibc

/// Points in time as text, from seconds since 1970.
enum TimeText {
    /// `2026-11-21 04:25 MSK`, in the time zone of this process.
    static func local(_ seconds: Int64) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        localtime_r(&moment, &parts)
        return format(&parts, "%Y-%m-%d %H:%M %Z")
    }

    /// `2026-11-21T01:25:00Z`
    static func universal(_ seconds: Int64) -> String {
        var moment = time_t(seconds)
        var parts = tm()
        gmtime_r(&moment, &parts)
        return format(&parts, "%Y-%m-%dT%H:%M:%SZ")
    }

    /// `3 days`, `5 h`, `12 min`, `40 s`
    static func span(_ seconds: Int64) -> String {
        switch seconds {
        case 172_800...: "\(seconds / 86_400) days"
        case 7_200...: "\(seconds / 3_600) h"
        case 120...: "\(seconds / 60) min"
        default: "\(max(0, seconds)) s"
        }
    }

    private static func format(_ parts: inout tm, _ pattern: String) -> String {
        var bytes = [CChar](repeating: 0, count: 64)
        let count = strftime(&bytes, bytes.count, pattern, &parts)
        return String(decoding: bytes[..<count].map { UInt8(bitPattern: $0) }, as: UTF8.self)
    }
}
