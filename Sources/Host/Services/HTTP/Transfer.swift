import CCurl

/// One exchange in the hands of the engine. The state is shared with the worker that waits; everything else belongs to
/// the I/O thread.
final class Transfer: @unchecked Sendable {
    // Sendable by hand: apart from `state`, only the I/O thread touches the members once the transfer has been queued.
    let request: HTTPRequest
    let deadline: MonotonicTime
    let state = Monitor(TransferState())
    private(set) var handle: OpaqueHandle?
    private var collector: AnswerCollector
    private var headerList: UnsafeMutablePointer<curl_slist>?
    private var connectList: UnsafeMutablePointer<curl_slist>?
    /// Set when the server's certificate is for another name than its address has.
    private var detour: NamedServer?
    private var body: UnsafeMutableBufferPointer<CChar>?
    private let errorText: UnsafeMutablePointer<CChar>
    /// Bytes sent before the request itself, to a proxy; nil until the request begins to leave.
    private var sizeBeforeRequest: Int?
    /// libcurl wanted to send the request again, which resets its counters: the first one may have arrived.
    private var wasRepeated = false

    typealias OpaqueHandle = UnsafeMutableRawPointer

    init(_ request: HTTPRequest, deadline: MonotonicTime) {
        self.request = request
        self.deadline = deadline
        collector = AnswerCollector(maximumBytes: request.maximumBytes)
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        release()
        errorText.deallocate()
    }

    /// Frees the handle, which must have left the multi handle.
    func release() {
        if let handle { curl_easy_cleanup(handle) }
        handle = nil
        curl_slist_free_all(headerList)
        headerList = nil
        curl_slist_free_all(connectList)
        connectList = nil
        body?.deallocate()
        body = nil
    }

    /// Makes the handle; nil when something in the request is refused by libcurl.
    func prepare() -> OpaqueHandle? {
        let timeoutMilliseconds = deadline.remainingMilliseconds
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        var setup = HandleSetup(handle: handle)
        setup.check(curl_restrict_to_http(handle))
        curl_do_not_wait_for_resolver(handle)
        setup.long(CURLOPT_NOSIGNAL, 1)
        setup.long(CURLOPT_PATH_AS_IS, 1)
        setup.long(CURLOPT_FOLLOWLOCATION, 0)
        setup.long(CURLOPT_HTTP_VERSION, Int(CURL_HTTP_VERSION_2TLS))
        setup.long(CURLOPT_FRESH_CONNECT, request.wantsFreshConnection ? 1 : 0)
        setup.long(CURLOPT_TCP_KEEPALIVE, 1)
        setup.long(CURLOPT_TIMEOUT_MS, Int(max(1, timeoutMilliseconds)))
        setup.long(CURLOPT_CONNECTTIMEOUT_MS, Int(max(1, min(request.connectTimeoutMilliseconds, timeoutMilliseconds))))
        setup.string(CURLOPT_ACCEPT_ENCODING, "")
        setup.offset(CURLOPT_MAXFILESIZE_LARGE, Int64(request.maximumBytes))
        setup.trust(request.trust)
        setup.identity(request.identity)
        setup.proxy(request.proxy)
        setUpAddress(&setup)
        setUpMethod(&setup)
        setUpHeaders(&setup)
        setUpCallbacks(&setup)
        setUpCookies(&setup)
        return setup.isValid ? handle : nil
    }

    private func setUpAddress(_ setup: inout HandleSetup) {
        guard let name = request.trust.serverName else { return setup.string(CURLOPT_URL, request.url) }
        guard let detour = NamedServer(url: request.url, name: name),
            let list = curl_slist_append(nil, detour.connectTo)
        else { return setup.fail() }
        self.detour = detour
        connectList = list
        setup.string(CURLOPT_URL, detour.url)
        setup.pointer(CURLOPT_CONNECT_TO, list)
    }

    private func setUpMethod(_ setup: inout HandleSetup) {
        switch request.method {
        case .head:
            setup.long(CURLOPT_NOBODY, 1)
        case .get where request.body == nil, .delete where request.body == nil:
            setup.long(CURLOPT_HTTPGET, 1)
            setup.string(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        default:
            let bytes = request.body ?? []
            let copy = UnsafeMutableBufferPointer<CChar>.allocate(capacity: max(1, bytes.count))
            for (index, byte) in bytes.enumerated() { copy[index] = CChar(bitPattern: byte) }
            body = copy
            setup.long(CURLOPT_POST, 1)
            setup.offset(CURLOPT_POSTFIELDSIZE_LARGE, Int64(bytes.count))
            setup.pointer(CURLOPT_POSTFIELDS, copy.baseAddress)
            setup.string(CURLOPT_CUSTOMREQUEST, request.method.rawValue)
        }
    }

    private func setUpHeaders(_ setup: inout HandleSetup) {
        var lines = request.headers.map { $0.value.isEmpty ? "\($0.name);" : "\($0.name): \($0.value)" }
        func lacks(_ name: String) -> Bool { !request.headers.contains { $0.name.lowercased() == name } }
        // A name without a value removes what libcurl would send by itself.
        lines.append("Expect:")
        if let detour { lines.append("Host: \(detour.authority)") }
        if lacks("content-type") { lines.append("Content-Type:") }
        if lacks("user-agent") { setup.string(CURLOPT_USERAGENT, "mcp-host") }
        for line in lines {
            guard let list = curl_slist_append(headerList, line) else { return setup.fail() }
            headerList = list
        }
        setup.pointer(CURLOPT_HTTPHEADER, headerList)
        // Ours are for the server, not for a proxy on the way.
        setup.long(CURLOPT_HEADEROPT, Int(CURLHEADER_SEPARATE))
    }

    private func setUpCookies(_ setup: inout HandleSetup) {
        guard let jar = request.cookies else { return }
        // An empty file name turns the engine on without reading anything.
        setup.string(CURLOPT_COOKIEFILE, "")
        for line in jar.lines { setup.string(CURLOPT_COOKIELIST, line) }
    }

    /// What libcurl has in its jar now.
    private func cookies() -> CookieJar? {
        guard request.cookies != nil else { return nil }
        var list: UnsafeMutableRawPointer?
        curl_get_pointer(handle, CURLINFO_COOKIELIST, &list)
        guard let first = list?.assumingMemoryBound(to: curl_slist.self) else { return CookieJar() }
        defer { curl_slist_free_all(first) }
        var lines: [String] = []
        var node: UnsafeMutablePointer<curl_slist>? = first
        while let current = node {
            if let data = current.pointee.data { lines.append(String(cString: data)) }
            node = current.pointee.next
        }
        return CookieJar(lines: lines, now: .now)
    }

    private func setUpCallbacks(_ setup: inout HandleSetup) {
        let context = Unmanaged.passUnretained(self).toOpaque()
        setup.pointer(CURLOPT_ERRORBUFFER, errorText)
        setup.long(CURLOPT_SUPPRESS_CONNECT_HEADERS, 1)
        setup.check(curl_set_data_function(setup.handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let bytes, let context else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.from(context).collector.takeHeader(line) ? line.count : 0
        })
        setup.pointer(CURLOPT_HEADERDATA, context)
        setup.check(curl_set_data_function(setup.handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let context else { return 0 }
            let piece = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return Transfer.from(context).collector.takeBody(piece) ? piece.count : 0
        })
        setup.pointer(CURLOPT_WRITEDATA, context)
        setup.check(curl_set_before_request(setup.handle, { context, _, _, _, _ in
            guard let context else { return CURL_PREREQFUNC_ABORT }
            return Transfer.from(context).beginSending() == .goOn ? CURL_PREREQFUNC_OK : CURL_PREREQFUNC_ABORT
        }, context))
    }

    private static func from(_ context: UnsafeMutableRawPointer) -> Transfer {
        Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private func beginSending() -> TransferState.Permission {
        // The requests to a proxy count as well, so only what comes on top is ours.
        if sizeBeforeRequest == nil { sizeBeforeRequest = requestSize } else { wasRepeated = true }
        let permission = state.withLock { $0.beginSending(at: .now) }
        state.broadcast()
        return permission
    }

    /// Bytes that the kernel has taken from libcurl for this handle.
    private var requestSize: Int {
        var size = 0
        curl_get_long(handle, CURLINFO_REQUEST_SIZE, &size)
        return size
    }

    /// The transfer is over for libcurl, and so it is for the worker.
    func complete(_ code: CURLcode) {
        let sentNothing = !wasRepeated && requestSize <= sizeBeforeRequest ?? .max
        let outcome = TransferOutcome(
            code: code, isTooLarge: collector.isTooLarge, usesProxy: request.proxy != nil, proxyStatus: long(CURLINFO_HTTP_CONNECTCODE))
        state.withLock { state in
            switch outcome {
            case .answered:
                state.succeed(answer())
            case .failed(let kind):
                if sentNothing { state.nothingWasSent() }
                let text = String(cString: errorText)
                state.fail(kind, "libcurl \(code.rawValue): " + (text.isEmpty ? String(cString: curl_easy_strerror(code)) : text))
            }
        }
        state.broadcast()
    }

    private func answer() -> HTTPAnswer {
        var target: UnsafePointer<CChar>?
        curl_get_string(handle, CURLINFO_REDIRECT_URL, &target)
        return HTTPAnswer(
            status: long(CURLINFO_RESPONSE_CODE), headers: collector.headers, body: collector.body,
            redirectTarget: target.map { target in detour?.restored(String(cString: target)) ?? String(cString: target) }, cookies: cookies(), address: request.url)
    }

    private func long(_ info: CURLINFO) -> Int {
        var value = 0
        curl_get_long(handle, info, &value)
        return value
    }
}
