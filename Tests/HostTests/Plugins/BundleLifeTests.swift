import Glibc
import Testing

@testable import Host

@Suite("Life of a bundle")
struct BundleLifeTests {
    private func bundle(_ code: String, options: String, name: String) throws -> LoadedBundle {
        let source = """
            #include <unistd.h>
            static int starts, ends;
            \(code)
            static mcp_status count(mcp_call *call) { return mcp_textf(call, "%d %d", starts, ends); }
            MCP_PLUGIN_WITH("com.example.life", "1.0.0", "Life", (\(options)), MCP_TOOL(count, "Counts.", MCP_READ_ONLY))
            """
        return try BundleWorkshop().bundle(source, name: name)
    }

    private func run(_ bundle: LoadedBundle) throws -> String {
        try #require(
            bundle.makeTools(sessions: [], writes: { _ in .auto }, deadline: 30_000, resultLimit: 1 << 20, allowed: { _ in true }).first
        ).run().summary
    }

    private var soon: MonotonicTime { .now.adding(milliseconds: 20_000) }

    @Test("init runs once, before the first call; deinit once, at the end")
    func once() throws {
        let bundle = try bundle(
            "static mcp_status start(mcp_host *host) { (void)host; starts++; return MCP_OK; } static void end(void) { ends++; }",
            options: ".flags = MCP_THREAD_SAFE, .init = start, .deinit = end", name: "once")
        #expect(!bundle.lane.isSerial)
        let seen = Monitor([String]())
        for _ in 0..<8 {
            Thread.start(name: "caller") {
                let text = (try? run(bundle)) ?? "failed"
                seen.withLock { $0.append(text) }
                seen.broadcast()
            }
        }
        let all = seen.wait(until: soon) { $0.count == 8 ? $0 : nil }
        #expect(all == Array(repeating: "1 0", count: 8))
        #expect(bundle.life.finish(until: soon))
        #expect(try run(bundle) == "failed internal: The tool bundle once is out of service: the host is shutting down")
    }

    @Test("a bundle that was never called is not ended either")
    func neverStarted() throws {
        let bundle = try bundle("static void end(void) { for (;;) pause(); }", options: ".deinit = end", name: "never_started")
        #expect(bundle.life.finish(until: soon))
    }

    @Test(
        "a failing init takes the bundle out of service, with its reason",
        arguments: [
            ("host->api->refuse(host, mcp_string(\"no key\")); return MCP_FAILED;", "no key"),
            ("(void)host; return MCP_FAILED;", "its init failed with status 1 and gave no reason"),
            ("(void)host; return 42;", "its init returned the unknown status 42 and gave no reason"),
        ])
    func refuses(body: String, reason: String) throws {
        let bundle = try bundle("static mcp_status start(mcp_host *host) { \(body) }", options: ".init = start", name: "refusing")
        for _ in 0..<2 { #expect(try run(bundle) == "failed internal: The tool bundle refusing is out of service: \(reason)") }
        #expect(bundle.life.prepare() == reason)
    }

    @Test("an init that hangs is given up after its time, and deinit that hangs as well")
    func hangs() throws {
        let host = HostHandle(bundleName: "hanging", settings: [:], services: { _, _ in nil })
        let hanging = BundleLife(
            host: host,
            start: { _ in
                pause()
                return 0
            }, end: nil, startLimit: 50)
        #expect(hanging.prepare() == "its init did not return within 0 s")
        #expect(hanging.prepare() == "its init did not return within 0 s")
        let ending = BundleLife(host: host, start: nil, end: { pause() })
        #expect(ending.prepare() == nil)
        #expect(!ending.finish(until: .now.adding(milliseconds: 50)))
    }

    @Test("deinit is left out while a call has not returned")
    func running() {
        let host = HostHandle(bundleName: "running", settings: [:], services: { _, _ in nil })
        let life = BundleLife(host: host, start: nil, end: { preconditionFailure("called during a call") })
        #expect(life.prepare() == nil)
        life.enter()
        #expect(!life.finish(until: soon))
        life.leave()
    }

    @Test("the host tells its version and finds services by id and revision")
    func hostTable() throws {
        let source = """
            #include <mcp_plugin.h>
            static mcp_host *host;
            static mcp_status start(mcp_host *given) { host = given; return MCP_OK; }
            static mcp_status probe(mcp_call *call) {
                mcp_str version = host->api->version(host);
                return mcp_textf(call, "%.*s %d %d %d", MCP_ARG(version), mcp_service(host, "a.b", 1) != NULL,
                                 mcp_service(host, "a.b", 2) != NULL, host->api->refuse(host, mcp_string("late")));
            }
            MCP_PLUGIN_WITH("com.example.host", "1.0.0", "Host", (.init = start), MCP_TOOL(probe, "Probes.", MCP_READ_ONLY))
            """
        let workshop = BundleWorkshop()
        let path = try workshop.build(source, name: "host_table")
        let bundle = try BundleLoader.load(path: path, name: "host_table") { id, revision in
            id == "a.b" && revision <= 1 ? UnsafeRawPointer(bitPattern: 16) : nil
        }.get()
        #expect(try run(bundle) == "mcp-host 0.1.0 1 0 5")
    }
}
