// Running a call: from the request to its one answer.
extension Connection {
    func start(_ call: CallInFlight) {
        do {
            try scheduler.submit(call, on: call.request.tool.lane)
        } catch {
            finish(
                call,
                render(
                    call,
                    Failure("busy", "Too many calls are waiting. Nothing was done.", retry: .later(afterMilliseconds: 1000))))
        }
    }

    /// On a worker thread: runs the tool and puts its answer on its way out.
    func run(_ call: CallInFlight) {
        waitForReader(call)
        guard !call.cancellation.isCancelled else { return finish(call, render(call, .cancelled)) }
        let request = call.request
        if request.revision.isModern, request.requestState != nil || request.inputResponses != nil {
            do throws(RPCError) {
                call.rounds = try vault.rounds(of: request)
            } catch {
                return finish(call, MessageWriter.error(call.id, error))
            }
        }
        var deadline: MonotonicTime?
        if request.tool.needsConfirmation {
            switch confirm(call) {
            case .ended(let line): return finish(call, line)
            case .allowed: deadline = extend(call)
            }
        } else {
            // Only this thread ever moves it, in `extend`.
            deadline = call.deadline
        }
        // A bundle that is still starting has not been entered. Should it not come up, the tool says so.
        _ = request.tool.prepare()
        guard begin(call) else { return finish(call, render(call, .cancelled)) }
        let toolCall = ToolCall(
            tool: request.tool, arguments: request.arguments, client: call, cancellation: call.cancellation,
            deadline: deadline, trace: request.trace)
        let begin = MonotonicTime.now.nanoseconds
        let outcome = request.tool.invoke(toolCall)
        request.tool.lane.note(milliseconds: Double(MonotonicTime.now.nanoseconds - begin) / 1e6)
        finish(call, render(call, outcome))
    }

    /// On a worker thread, after `run`: sends the answer. On a lane of short calls it may wait for the next one, so that many
    /// answers leave in one write; should that one turn out to be long, the deadline watch sends what waits.
    func settle(_ call: CallInFlight, hasMore: Bool) {
        guard hasMore, call.request.tool.lane.isBrisk else { return flush() }
        state.withLock { state in
            guard !state.hasWaitingAnswers else { return }
            state.hasWaitingAnswers = true
            watch(MonotonicTime.now.adding(milliseconds: Connection.longestWait), &state)
        }
    }

    /// Milliseconds that a finished answer may wait for its successors.
    private static let longestWait: Int64 = 2

    /// A client that does not read what it asked for gets no more work done until it does.
    private func waitForReader(_ call: CallInFlight) {
        while sink.isCrowded, !call.cancellation.isCancelled {
            sink.waitForRoom(until: MonotonicTime.now.adding(milliseconds: 100))
        }
    }

    /// From here on the call counts as started. False when it has been answered or cancelled meanwhile: then it must not run.
    private func begin(_ call: CallInFlight) -> Bool {
        state.withLock { _ in
            guard call.isOpen, call.mayStart else { return false }
            call.start()
            return true
        }
    }

    /// A call that has not started gives up its place in line, and with it the memory of its arguments.
    func discard(_ call: CallInFlight) {
        if !call.hasStarted { scheduler.discard(call, on: call.request.tool.lane) }
    }

    // MARK: Answers

    func render(_ call: CallInFlight, _ failure: Failure) -> [UInt8] {
        render(call, .failure(failure, partial: [])) ?? []
    }

    /// nil: the client wants to hear no more of it.
    func render(_ call: CallInFlight, _ outcome: CallOutcome) -> [UInt8]? {
        let revision = call.request.revision
        switch outcome {
        case .answer(let answer):
            return MessageWriter.result(call.id, capacity: 1024) { writer in
                CallResultRendering.write(answer, revision: revision, into: &writer)
            }
        case .failure(let failure, let partial):
            return MessageWriter.result(call.id, capacity: 1024) { writer in
                CallResultRendering.write(
                    failure, after: partial, asJSON: call.request.tool.hasJSONFailures, revision: revision, into: &writer)
            }
        case .pending: return renderQuestions(call)
        case .cancelled:
            switch call.cancellation.reason {
            case .client: return nil
            case .deadline: return render(call, timeout(call))
            case .shutdown: return render(call, shutdown(call))
            case nil: return render(call, Failure("cancelled", "The tool stopped without having been asked to."))
            }
        }
    }

    private func renderQuestions(_ call: CallInFlight) -> [UInt8] {
        let rounds = call.rounds
        guard call.request.revision.isModern else {
            return render(call, Failure("internal", "The tool waits for an answer that nobody was asked for."))
        }
        if rounds.lacksCapability {
            return MessageWriter.error(
                call.id,
                RPCError(
                    code: -32021, "This call has a question for the user; the client must be able to show forms.",
                    data: ["requiredCapabilities": ["elicitation": ["form": [:]]]]))
        }
        guard !rounds.open.isEmpty else {
            return render(call, Failure("internal", "The tool waits for an answer that nobody was asked for."))
        }
        do throws(Failure) {
            let text = try vault.seal(rounds, for: call.request)
            return MessageWriter.result(call.id) { CallResultRendering.write(rounds.open, state: text, into: &$0) }
        } catch {
            return render(call, error)
        }
    }

    private func timeout(_ call: CallInFlight) -> Failure {
        let seconds = call.request.tool.definition.deadlineMilliseconds / 1000
        let limit = seconds > 0 ? "\(seconds) s" : "\(call.request.tool.definition.deadlineMilliseconds) ms"
        if state.withLock({ _ in call.isPreviewing }) {
            return Failure(
                "timeout", "What the tool would do could not be found out within \(limit). Nothing was sent.",
                retry: .later(afterMilliseconds: nil))
        }
        if !call.hasStarted {
            return Failure(
                "timeout", "The call could not start within \(limit): others were before it, or its bundle is still starting. Nothing was done.",
                retry: .later(afterMilliseconds: nil))
        }
        if call.request.tool.definition.hints.contains(.write) {
            return Failure(
                "outcome_unknown", "The tool did not finish within \(limit). What it was to change may have happened.",
                retry: .outcomeUnknown)
        }
        return Failure("timeout", "The tool did not finish within \(limit).", retry: .later(afterMilliseconds: nil))
    }

    // MARK: Deadlines

    /// With the lock held: makes sure somebody looks at `deadline`.
    func watch(_ deadline: MonotonicTime, _ state: inout State) {
        guard deadline < state.nextLook else { return }
        state.nextLook = deadline
        if state.isWatching {
            self.state.broadcast()
        } else {
            state.isWatching = Thread.start(name: "deadlines") { [self] in
                while lookAfterDeadlines() {}
            }
            // Without a thread the next call tries again.
            if !state.isWatching { state.nextLook = .distantFuture }
        }
    }

    /// Sleeps until the next deadline and answers the calls that have passed theirs. False at the end of the connection.
    private func lookAfterDeadlines() -> Bool {
        enum Event { case closing, earlier, due }
        let look = state.withLock { $0.nextLook }
        let event: Event? = state.wait(until: look) { state in
            if state.isClosing { return .closing }
            if state.nextLook < look { return .earlier }
            return look <= .now ? .due : nil
        }
        switch event {
        case .closing?: return false
        case .earlier?: break
        case .due?, nil: answerOverdue()
        }
        return true
    }

    private func answerOverdue() {
        let overdue: [CallInFlight] = state.withLock { state in
            let now = MonotonicTime.now
            state.hasWaitingAnswers = false
            state.nextLook = state.inFlight.values.map(\.deadline).filter { $0 > now }.min() ?? .distantFuture
            let overdue = state.inFlight.values.filter { $0.deadline <= now }
            // What the answer says about its having started must stay true.
            for call in overdue { call.mayStart = false }
            return overdue
        }
        for call in overdue {
            call.cancellation.cancel(.deadline)
            discard(call)
            finish(call, render(call, .cancelled))
        }
        flush()
    }

    // MARK: The end

    /// Answers what is left when nothing can be waited for any more.
    func answerRest() {
        let rest = state.withLock { state in
            for call in state.inFlight.values { call.mayStart = false }
            return Array(state.inFlight.values)
        }
        for call in rest {
            call.cancellation.cancel(.shutdown)
            finish(call, render(call, .cancelled))
        }
        flush()
    }

    private func shutdown(_ call: CallInFlight) -> Failure {
        call.hasStarted && call.request.tool.definition.hints.contains(.write)
            ? Failure(
                "outcome_unknown", "The server ended while the tool was running. What it was to change may have happened.",
                retry: .outcomeUnknown)
            : Failure("shutdown", "The server ended before the tool had answered.", retry: .later(afterMilliseconds: nil))
    }
}
