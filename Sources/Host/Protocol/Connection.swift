/// Where lines go. Implemented by the outbox, and by an array in tests.
protocol LineSink: AnyObject, Sendable {
    /// Appends one message; keeps the order of calls. Never blocks.
    func enqueue(_ line: [UInt8])
    /// Sends on what was appended. Called without locks held.
    func flush()
    /// More waits for the client than should.
    var isCrowded: Bool { get }
    /// Waits until less does.
    func waitForRoom(until deadline: MonotonicTime)
}

/// The conversation with the client: takes messages in, runs calls, sends messages out. Both eras side by side.
/// `receive` belongs to one thread, the reader; everything else is safe from any thread.
final class Connection: Sendable {
    struct State {
        var legacy = LegacySession()
        var inFlight: [RequestID: CallInFlight] = [:]
        var subscriptions: Set<RequestID> = []
        var questions: [RequestID: OpenQuestion] = [:]
        var nextQuestion: Int64 = 1
        /// When the deadline watch looks next; `.distantFuture` while no call is in flight.
        var nextLook = MonotonicTime.distantFuture
        var isWatching = false
        /// Finished answers wait for more to leave with; the watch will see to them.
        var hasWaitingAnswers = false
        var hasInputEnded = false
        var isClosing = false
    }

    let tools: ToolIndex
    let scheduler: Scheduler
    let vault: StateVault
    let state = Monitor(State())
    let sink: any LineSink

    init(tools: [Tool], sink: any LineSink, scheduler: Scheduler, vault: StateVault) {
        self.tools = ToolIndex(tools)
        self.sink = sink
        self.scheduler = scheduler
        self.vault = vault
    }

    /// Takes one line of input, or the news that one was too long.
    func receive(_ event: LineSplitter.Event) {
        switch event {
        case .line(let bytes): receive(Message(line: bytes))
        case .tooLong:
            receive(.invalid(id: nil, .invalidRequest("The message is longer than this server takes.")))
        }
    }

    func receive(_ message: Message) {
        switch message {
        case .batch(let items): receiveBatch(items)
        default: receive(message, batch: nil)
        }
    }

    /// Carries out what `receive` took in: starts calls and sends answers. Call it when there is nothing more to read right now,
    /// so that many messages in one read cost one wake-up and one write.
    func proceed() {
        scheduler.wake()
        sink.flush()
    }

    private func receive(_ message: Message, batch: Batch?) {
        switch message {
        case .request(let id, let method, let params): handle(id, method, params, batch: batch)
        case .notification(let method, let params): handle(notification: method, params)
        case .response(let id, let body): handle(response: id, body)
        case .invalid(let id, let error):
            state.withLock { state in
                deliver(MessageWriter.error(id, error, nullID: sendsNullIDs(state)), to: batch)
            }
        case .batch, .ignored: break
        }
    }

    /// Requirements L-13 to L-17.
    private func receiveBatch(_ items: [JSON]) {
        guard state.withLock({ $0.legacy.revision?.hasBatches == true }) else {
            return receive(.invalid(id: nil, .invalidRequest("Batches exist in revision 2025-03-26 only.")), batch: nil)
        }
        guard !items.isEmpty, items.count <= Connection.batchLimit else {
            let limit = Connection.batchLimit
            return receive(.invalid(id: nil, .invalidRequest("A batch holds 1 to \(limit) messages.")), batch: nil)
        }
        let elements = items.map { Message(element: $0) }
        let answered = elements.count { element in
            switch element {
            case .request, .invalid: true
            default: false
            }
        }
        let batch = Batch(expecting: answered)
        for element in elements {
            if case .request(let id, let method, let params) = element, method == "initialize" || ModernRequests.claims(params) {
                receive(.invalid(id: id, .invalidRequest("This request must not be part of a batch.")), batch: batch)
            } else {
                receive(element, batch: batch)
            }
        }
    }

    /// Messages in one batch. More would only multiply memory.
    private static let batchLimit = 1000

    private func handle(_ id: RequestID, _ method: String, _ params: JSONObject?, batch: Batch?) {
        let started: CallInFlight? = state.withLock { state in
            // A call is looked up once only, when it is put in its place below.
            guard method == "tools/call" || state.inFlight[id] == nil, !state.subscriptions.contains(id) else {
                deliver(stillInFlight(id), to: batch)
                return nil
            }
            let reaction =
                ModernRequests.claims(params)
                ? ModernRequests.react(method: method, params: params, tools: tools)
                : state.legacy.react(method: method, params: params, tools: tools)
            switch reaction {
            case .result(let body): deliver(MessageWriter.result(id, body), to: batch)
            case .error(let error): deliver(MessageWriter.error(id, error), to: batch)
            case .listen:
                state.subscriptions.insert(id)
                deliver(acknowledgement(id), to: nil)
            case .call(let request):
                // While a person reads, it stands still; that begins when they are asked.
                let deadline = MonotonicTime.now.adding(milliseconds: request.tool.definition.deadlineMilliseconds)
                let call = CallInFlight(id: id, request: request, batch: batch, deadline: deadline, connection: self)
                if let earlier = state.inFlight.updateValue(call, forKey: id) {
                    state.inFlight[id] = earlier
                    deliver(stillInFlight(id), to: batch)
                    return nil
                }
                watch(deadline, &state)
                return call
            }
            return nil
        }
        if let started { start(started) }
    }

    private func handle(notification method: String, _ params: JSONObject?) {
        switch method {
        case "notifications/initialized":
            state.withLock { $0.legacy.initialized() }
            state.broadcast()
        case "notifications/cancelled":
            guard let id = params?["requestId"].flatMap(RequestID.init) else { return }
            cancel(id, reason: params?["reason"]?.string)
        default: break
        }
    }

    /// Requirements B-55 to B-59, M-32: whatever it names ends without another word.
    private func cancel(_ id: RequestID, reason: String?) {
        let call: CallInFlight? = state.withLock { state in
            state.subscriptions.remove(id)
            guard let call = state.inFlight.removeValue(forKey: id) else { return nil }
            call.isOpen = false
            deliver(nil, to: call.batch)
            return call
        }
        guard let call else { return }
        state.broadcast()
        discard(call)
        HostLog.shared.write(
            .info, "call of \(call.request.tool.definition.name) cancelled by the client: \(reason ?? "no reason given")")
        call.cancellation.cancel(.client(reason: reason))
    }

    // MARK: Sending

    /// Sends a message that belongs to a call, unless the call has been answered or cancelled.
    func send(_ line: [UInt8], during call: CallInFlight) {
        state.withLock { _ in
            guard call.isOpen else { return }
            sink.enqueue(line)
        }
        sink.flush()
    }

    /// Puts the one answer of a call, or none, on its way out, unless the call had already been answered or cancelled. It
    /// leaves with the next flush.
    func finish(_ call: CallInFlight, _ answer: [UInt8]?) {
        state.withLock { state in
            guard call.isOpen else { return }
            call.isOpen = false
            state.inFlight.removeValue(forKey: call.id)
            deliver(answer, to: call.batch)
        }
    }

    /// With the lock held: an answer on its way out, alone or with its batch.
    private func deliver(_ line: [UInt8]?, to batch: Batch?) {
        guard let line = batch == nil ? line : batch?.finish(line) else { return }
        sink.enqueue(line)
    }

    /// Requirement B-13.
    private func stillInFlight(_ id: RequestID) -> [UInt8] {
        MessageWriter.error(id, .invalidRequest("This id is still in flight."))
    }

    func enqueue(_ line: [UInt8]) { sink.enqueue(line) }
    func flush() { sink.flush() }

    /// Requirement B-05: null until 2025-06-18, left out from 2025-11-25 on and while no era is known.
    private func sendsNullIDs(_ state: State) -> Bool {
        state.legacy.revision.map { !$0.leavesUnknownIDsOut } ?? false
    }

    /// Requirements M-30, M-31: our list of tools never changes while we run, so nothing is agreed to.
    private func acknowledgement(_ id: RequestID) -> [UInt8] {
        MessageWriter.notification(
            "notifications/subscriptions/acknowledged",
            params: ["_meta": [MetaKey.subscriptionID: id.json], "notifications": [:]])
    }

    var legacyLogLevel: LogLevel { state.withLock { $0.legacy.logLevel } }
}
