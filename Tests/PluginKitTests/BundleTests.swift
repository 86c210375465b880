import Testing

@testable import PluginKit

/// A host with mcp.http and settings, that keeps the reason of a refusal. One per process, as in life.
enum FakeHost {
    // Unsafe: only the serialized suite below touches these, and the tables never change.
    nonisolated(unsafe) static var reason: String?
    nonisolated(unsafe) static var offersServices = true
    nonisolated(unsafe) static var stopped = false

    nonisolated(unsafe) static let host: UnsafeMutablePointer<mcp_host> = {
        var api = mcp_host_api()
        api.struct_size = UInt32(MemoryLayout<mcp_host_api>.size)
        api.refuse = { _, reason in
            FakeHost.reason = String(reason)
            return .ok
        }
        api.service = { _, id, _ in
            guard FakeHost.offersServices else { return nil }
            switch String(id) {
            case MCP_SERVICE_HTTP: return UnsafeRawPointer(FakeHost.http)
            case MCP_SERVICE_GUARD: return UnsafeRawPointer(FakeHost.guarding)
            case MCP_SERVICE_SETTINGS: return UnsafeRawPointer(FakeHost.settings)
            default: return nil
            }
        }
        let arena = Arena()
        arena.isPermanent = true
        let host = UnsafeMutablePointer<mcp_host>.allocate(capacity: 1)
        host.initialize(to: mcp_host(api: arena.array([api])))
        return host
    }()

    /// Notes the request on the call, and answers with what the call's notes say.
    nonisolated(unsafe) private static let http: UnsafePointer<mcp_http_service> = {
        var service = mcp_http_service()
        service.request = { call, request, response in
            let notes = FakeCall.notes(call)
            let request = request!.pointee
            func pairs(_ start: UnsafePointer<mcp_pair>?, _ count: Int) -> String {
                UnsafeBufferPointer(start: start, count: count).map { "\($0.name)=\($0.value)" }.joined(separator: "&")
            }
            let body = String(
                decoding: UnsafeBufferPointer(start: request.body.data, count: request.body.size), as: UTF8.self)
            notes.requests.append(
                "\(request.session) \(request.method) \(request.path)?\(pairs(request.query, request.query_count)) "
                    + "form[\(pairs(request.form, request.form_count))] body[\(body)] "
                    + "effect \(request.effect) flags \(request.flags) check[\(request.check_with)]")
            let forever = Arena()
            forever.isPermanent = true
            let (start, count) = forever.bytes(Array(notes.httpBody.utf8))
            response!.pointee.status = 200
            response!.pointee.body = mcp_bytes(data: start, size: count)
            let header = mcp_pair(name: forever.text("date"), value: forever.text("today"))
            response!.pointee.headers = forever.array([header])
            response!.pointee.header_count = 1
            return notes.httpStatus
        }
        let arena = Arena()
        arena.isPermanent = true
        return arena.array([service])
    }()

    /// Notes each failure and allows three attempts.
    nonisolated(unsafe) private static let guarding: UnsafePointer<mcp_guard_service> = {
        var service = mcp_guard_service()
        service.fail = { call, code, effect, detail in
            FakeCall.notes(call).attempts.append("\(code) \(effect) \(detail)")
            FakeCall.notes(call).failure = Failure(String(code), "worded by the host")
            return .failed
        }
        service.pause = { _, attempt in attempt < 3 ? .ok : .failed }
        let arena = Arena()
        arena.isPermanent = true
        return arena.array([service])
    }()

    nonisolated(unsafe) private static let settings: UnsafePointer<mcp_settings_service> = {
        var service = mcp_settings_service()
        service.all = { _ in
            let forever = Arena()
            forever.isPermanent = true
            return forever.json(["city": "Пермь"])
        }
        service.text = { _, key in
            let forever = Arena()
            forever.isPermanent = true
            return String(key) == "city" ? forever.text("Пермь") : mcp_str()
        }
        let arena = Arena()
        arena.isPermanent = true
        return arena.array([service])
    }()
}

@Suite(.serialized) struct BundleTests {
    let fake = FakeCall()

    private func load(_ needs: [Need], problems: [String] = [], start: (@Sendable () throws -> Void)? = nil) -> Status {
        FakeHost.reason = nil
        FakeHost.offersServices = true
        Bundle.current = Bundle(needs: needs, problems: problems, start: start, stop: nil)
        return Bundle.initialize(FakeHost.host)
    }

    @Test func describesItself() throws {
        FakeHost.reason = nil
        func nowhere(_ call: Call) -> Status { .ok }
        let plugin = Plugin(
            "com.example.test", "2.1.0", "Tests", needs: [.http, .log.optional], threadSafe: true,
            tools: [Tool("nowhere", nowhere, "Not exported.", .readOnly)])
        let descriptor = plugin.descriptor.pointee
        #expect(descriptor.struct_size == 104 && descriptor.flags == UInt32(MCP_THREAD_SAFE))
        #expect("\(descriptor.id) \(descriptor.version) \(descriptor.title)" == "com.example.test 2.1.0 Tests")
        let needs = UnsafeBufferPointer(start: descriptor.needs, count: descriptor.need_count)
        #expect(needs.map { "\($0.id)/\($0.revision) \($0.required)" } == ["mcp.http/1 1", "mcp.log/1 0"])
        // The host must find a function there even before init refuses the bundle.
        #expect(descriptor.tool_count == 1 && descriptor.tools[0].function != nil)
        #expect(descriptor.`init`(FakeHost.host) == .failed)
        #expect(FakeHost.reason?.contains("@c public func nowhere") == true)
    }

    @Test func tellsTheBundleOfAnOrderlyEnd() {
        FakeHost.stopped = false
        let plugin = Plugin("com.example.test", "1", "Tests", tools: [], stop: { FakeHost.stopped = true })
        plugin.descriptor.pointee.`deinit`()
        #expect(FakeHost.stopped)
    }

    @Test func refusesWithTheNameOfEachMissingFunction() {
        #expect(load([], problems: ["tool a: x", "tool b: y"]) == .failed)
        #expect(FakeHost.reason == "tool a: x; tool b: y")
    }

    @Test func refusesWithoutARequiredServiceAndDoesWithoutAnOptionalOne() {
        #expect(load([.http, .log.optional]) == .ok)
        #expect(load([.service("mcp.none", revision: 3)]) == .failed)
        #expect(FakeHost.reason == "this host has no service mcp.none/3")
    }

    @Test func refusesWithTheTextThatStartThrows() {
        #expect(load([], start: { throw Failure("x", "set `city` in the settings") }) == .failed)
        #expect(FakeHost.reason == "set `city` in the settings")
    }

    @Test func readsSettingsWhenStarting() {
        let status = load([.settings], start: {
            guard Settings.text("city") == "Пермь", Settings.text("none") == nil, Settings.all["city"] == "Пермь"
            else { throw Failure("x", "wrong settings") }
        })
        #expect(status == .ok)
    }

    @Test func sendsARequestThroughTheSession() throws {
        #expect(load([.http]) == .ok)
        fake.notes.httpBody = #"{"ok":true}"#
        let id: Int64 = 7
        let response = try fake.call.session("kwork").post("project", ["id": id], effect: .read)
        #expect(try response.json() == ["ok": true])
        #expect(response.status == 200 && response.header("date") == "today" && response.header("etag") == nil)
        #expect(fake.notes.requests == ["kwork POST project?id=7 form[] body[] effect 1 flags 0 check[]"])
    }

    @Test func givesAtMostOneBody() {
        let arena = Arena()
        var request = Request("POST", "a", effect: .read)
        let none = request.lowered(session: "s", in: arena)
        #expect(none.query == nil && none.form == nil && none.parts == nil && none.body.data == nil)
        request.form = ["a": 1]
        let form = request.lowered(session: "s", in: arena)
        #expect(form.form != nil && form.parts == nil && form.body.data == nil)
    }

    @Test func marksAPostAsAWriteUnlessToldOtherwise() throws {
        #expect(load([.http]) == .ok)
        _ = try fake.call.session("s").post("a", form: ["text": "x & y"])
        _ = try fake.call.session("s").post("b", json: ["n": 1])
        var request = Request("DELETE", "c", effect: .write)
        request.isAnonymous = true
        request.takesAnyStatus = true
        request.checkWith = "list"
        _ = try fake.call.session("s").send(request)
        #expect(fake.notes.requests == [
            "s POST a? form[text=x & y] body[] effect 2 flags 0 check[]",
            #"s POST b? form[] body[{"n":1}] effect 2 flags 0 check[]"#,
            "s DELETE c? form[] body[] effect 2 flags 3 check[list]",
        ])
    }

    @Test(arguments: [Status.failed, .pending, .cancelled])
    func endsTheToolAsTheHostSaysWithoutAFailureOfItsOwn(_ status: Status) {
        #expect(load([.http]) == .ok)
        fake.notes.httpStatus = status
        #expect(fake.call.answer { _ = try $0.session("s").get("me") } == status)
        #expect(fake.notes.failure == nil)
    }

    struct Lost: Error, CustomStringConvertible { let description = "connection lost" }

    @Test func repeatsAGuardedReadUntilItWorks() throws {
        #expect(load([.failureGuard]) == .ok)
        var runs = 0
        let result = try fake.call.guarded({ $0 is Lost ? "timeout" : nil }) {
            runs += 1
            if runs < 3 { throw Lost() }
            return runs
        }
        #expect(result == 3)
        #expect(fake.notes.attempts == ["timeout 1 connection lost", "timeout 1 connection lost"])
        #expect(fake.notes.failure == nil)
    }

    @Test func endsAGuardedReadWithTheHostsWording() {
        #expect(load([.failureGuard]) == .ok)
        #expect(fake.call.answer { try $0.guarded({ _ in "timeout" }) { throw Lost() } } == .failed)
        #expect(fake.notes.failure == Failure("timeout", "worded by the host") && fake.notes.attempts.count == 3)
    }

    @Test func letsOtherErrorsOfAGuardedReadThrough() {
        #expect(load([.failureGuard]) == .ok)
        #expect(throws: Lost.self) { try fake.call.guarded({ _ in nil }) { throw Lost() } }
        #expect(fake.notes.attempts.isEmpty)
    }

    @Test func neverRepeatsAFailedWrite() {
        #expect(load([.failureGuard]) == .ok)
        #expect(fake.call.answer { try $0.failWrite("timeout", "no answer") } == .failed)
        #expect(fake.notes.attempts == ["timeout 2 no answer"])
    }

    @Test func tellsThatTheHostFoundARuleBroken() {
        #expect(load([.http]) == .ok)
        fake.notes.httpStatus = .invalid
        #expect(fake.call.answer { _ = try $0.session("s").get("../me") } == .failed)
        #expect(fake.notes.failure?.message.contains("session s") == true)
    }

    @Test func saysWhatIsMissingWhenABundleDidNotAskForHttp() {
        #expect(load([]) == .ok)
        #expect(fake.call.answer { _ = try $0.session("kwork").get("me") } == .failed)
        #expect(fake.notes.failure?.message.contains("needs: [.http]") == true)
    }
}
