import AIWorkerKit
import CCurl
import CurlLoader
import Foundation

/// One GET request, for doctor.
struct HTTPProbe {
    /// What came back.
    struct Answer {
        var status: Int
        var body: String
    }

    /// Bytes as they arrive, at most 1 MiB.
    private final class Body { var bytes: [UInt8] = [] }

    /// - Parameters:
    ///   - token: sent as `Authorization: token …`; nil: none.
    ///   - timeout: for everything, in seconds.
    /// - Throws: `upstream_unavailable` with libcurl's reason; `not_configured` without libcurl.
    static func get(_ address: String, token: String?, timeout: Double) throws -> Answer {
        if let problem = curl_loader_problem() {
            throw Failure.notConfigured("LD_LIBRARY_PATH", "libcurl cannot be loaded: \(String(cString: problem)). Install libcurl4.")
        }
        guard curl_global_init(3) == CURLE_OK, let easy = curl_easy_init(), let multi = curl_multi_init() else {
            throw Failure("internal", "libcurl cannot be started.")
        }
        let body = Body()
        let list = token.flatMap { curl_slist_append(nil, "Authorization: token \($0)") }
        defer {
            curl_multi_remove_handle(multi, easy)
            curl_easy_cleanup(easy)
            curl_multi_cleanup(multi)
            curl_slist_free_all(list)
        }
        _ = curl_set_string(easy, CURLOPT_URL, address)
        _ = curl_restrict_to_http(easy)
        _ = curl_set_long(easy, CURLOPT_NOSIGNAL, 1)
        _ = curl_set_long(easy, CURLOPT_TIMEOUT_MS, Int(timeout * 1000))
        if let list { _ = curl_set_pointer(easy, CURLOPT_HTTPHEADER, list) }
        _ = curl_set_pointer(easy, CURLOPT_WRITEDATA, Unmanaged.passUnretained(body).toOpaque())
        _ = curl_set_data_function(easy, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let body = Unmanaged<Body>.fromOpaque(context).takeUnretainedValue()
            guard body.bytes.count + size * count <= 1 << 20 else { return 0 }
            body.bytes += UnsafeRawBufferPointer(start: bytes, count: size * count)
            return size * count
        }
        curl_multi_add_handle(multi, easy)
        var running: Int32 = 1
        while running > 0 {
            guard curl_multi_perform(multi, &running) == CURLM_OK else { throw Failure("internal", "libcurl does not work.") }
            if running > 0 { _ = curl_multi_poll(multi, nil, 0, 200, nil) }
        }
        var left: Int32 = 0
        guard let message = curl_multi_info_read(multi, &left) else { throw Failure("internal", "libcurl said nothing.") }
        let code = curl_message_result(message)
        guard code == CURLE_OK else {
            let reason = curl_easy_strerror(code).map { String(cString: $0) } ?? "unknown reason"
            throw Failure.make("upstream_unavailable", reason, isRetryable: true)
        }
        var status = 0
        _ = curl_get_long(easy, CURLINFO_RESPONSE_CODE, &status)
        return withExtendedLifetime(body) { Answer(status: status, body: String(decoding: body.bytes, as: UTF8.self)) }
    }
}
