import CCurl

/// All transfers of the process: one I/O thread and one connection pool, both made when the first request comes. Safe from
/// any thread.
final class HTTPEngine: Sendable {
    private enum Phase { case idle, running, stopping, ended }

    private struct State {
        var phase = Phase.idle
        var added: [Transfer] = []
        var abandoned: [Transfer] = []
        /// Set by the I/O thread; `curl_multi_wakeup` is the one function of it that other threads may call.
        var multi: UnsafeMutableRawPointer?
    }

    private typealias Shared = Monitor<State>

    private let shared = Shared(State())

    init() {}

    /// Sends a request and waits for its end on the calling thread, which may be any but the I/O thread. Returns at once
    /// when `cancellation` is raised; the connection is then closed soon after by the I/O thread.
    /// - Parameter onSending: called on this thread, with the time, once the request has begun to leave.
    func perform(
        _ request: HTTPRequest, deadline: MonotonicTime, cancellation: Cancellation,
        onSending: (MonotonicTime) -> Void = { _ in }
    ) -> Result<HTTPAnswer, TransportFailure> {
        let limit = min(deadline, MonotonicTime.now.adding(milliseconds: request.timeoutMilliseconds))
        let transfer = Transfer(request, deadline: limit)
        if let reason = cancellation.reason { transfer.state.withLock { _ = $0.fail(.cancelled(reason), "cancelled before it began") } }
        guard start(transfer) else {
            return .failure(TransportFailure(kind: .refused, mayHaveBeenSent: false, detail: "the HTTP engine has been shut down"))
        }
        let token = cancellation.onCancel { [shared] in
            guard let reason = cancellation.reason else { return }
            transfer.state.withLock { _ = $0.fail(.cancelled(reason), "cancelled") }
            transfer.state.broadcast()
            HTTPEngine.abandon(transfer, shared)
        }
        defer { cancellation.removeHandler(token) }
        // libcurl keeps the time as well; waiting a little longer here lets its more exact error win.
        let latest = limit.adding(milliseconds: 250)
        let sentAt = transfer.state.wait(until: latest) { state in state.result == nil ? state.sentAt : .some(state.sentAt ?? .distantFuture) }
        if let sentAt, sentAt != .distantFuture { onSending(sentAt) }
        if let result = transfer.state.wait(until: latest, { $0.result }) { return result }
        HTTPEngine.abandon(transfer, shared)
        return transfer.state.withLock { state in
            state.fail(.timeout, "no end in time")
            return state.result ?? .failure(TransportFailure(kind: .timeout, mayHaveBeenSent: true, detail: ""))
        }
    }

    /// Ends all transfers and the I/O thread, and returns when it has ended. Requests that come later are refused.
    func shutdown() {
        shared.withLock { state in
            guard state.phase == .running else { return state.phase = .ended }
            state.phase = .stopping
            if let multi = state.multi { curl_multi_wakeup(multi) }
        }
        _ = shared.wait { state in state.phase == .ended ? true : nil }
    }

    // MARK: Between the threads

    private func start(_ transfer: Transfer) -> Bool {
        shared.withLock { state in
            if state.phase == .idle {
                guard Thread.start(name: "http", { [shared] in HTTPEngine.run(shared) }) else { return false }
                state.phase = .running
            }
            guard state.phase == .running else { return false }
            state.added.append(transfer)
            if let multi = state.multi { curl_multi_wakeup(multi) }
            return true
        }
    }

    private static func abandon(_ transfer: Transfer, _ shared: Shared) {
        shared.withLock { state in
            guard state.phase == .running else { return }
            state.abandoned.append(transfer)
            if let multi = state.multi { curl_multi_wakeup(multi) }
        }
    }

    // MARK: The I/O thread

    private static func run(_ shared: Shared) {
        curl_global_init(Int(CURL_GLOBAL_DEFAULT))
        let multi = curl_multi_init()
        shared.withLock { $0.multi = multi }
        var running: [UnsafeMutableRawPointer: Transfer] = [:]
        while true {
            let (added, abandoned, isStopped) = shared.withLock { state in
                defer {
                    state.added = []
                    state.abandoned = []
                }
                return (state.added, state.abandoned, state.phase != .running)
            }
            for transfer in added { add(transfer, to: multi, &running) }
            for transfer in abandoned { remove(transfer, from: multi, &running) }
            if isStopped { break }
            var count: Int32 = 0
            curl_multi_perform(multi, &count)
            collectFinished(multi, &running)
            curl_multi_poll(multi, nil, 0, running.isEmpty ? 60_000 : 1_000, nil)
        }
        for transfer in Array(running.values) {
            transfer.state.withLock { _ = $0.fail(.cancelled(.shutdown), "the host is shutting down") }
            transfer.state.broadcast()
            remove(transfer, from: multi, &running)
        }
        shared.withLock { $0.multi = nil }
        curl_multi_cleanup(multi)
        shared.withLock { $0.phase = .ended }
        shared.broadcast()
    }

    private static func add(_ transfer: Transfer, to multi: UnsafeMutableRawPointer?, _ running: inout [UnsafeMutableRawPointer: Transfer]) {
        guard transfer.state.withLock({ $0.result == nil }) else { return }
        guard let handle = transfer.prepare(),
            curl_multi_add_handle(multi, handle) == CURLM_OK
        else {
            transfer.state.withLock { _ = $0.fail(.refused, "libcurl refused the request") }
            transfer.state.broadcast()
            return
        }
        running[handle] = transfer
    }

    private static func remove(_ transfer: Transfer, from multi: UnsafeMutableRawPointer?, _ running: inout [UnsafeMutableRawPointer: Transfer]) {
        guard let handle = transfer.handle, running.removeValue(forKey: handle) != nil else { return }
        curl_multi_remove_handle(multi, handle)
        transfer.release()
    }

    private static func collectFinished(_ multi: UnsafeMutableRawPointer?, _ running: inout [UnsafeMutableRawPointer: Transfer]) {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let transfer = running[handle]
            else { continue }
            let code = curl_message_result(message)
            transfer.complete(code)
            remove(transfer, from: multi, &running)
        }
    }
}
