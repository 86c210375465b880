import Testing

@testable import Host

@Suite("Slots of calls")
struct CallPoolTests {
    @Test("a slot is used again only after many others, the one that was idle longest first")
    func order() throws {
        let pool = CallPool()
        var addresses: [UnsafeMutableRawPointer] = []
        for _ in 0..<CallPool.leastSlots {
            let slot = try #require(pool.take())
            addresses.append(slot.address)
            pool.giveBack(slot)
        }
        #expect(Set(addresses).count == CallPool.leastSlots)
        for round in 0..<2_000 {
            let slot = try #require(pool.take())
            #expect(slot.address == addresses[round % CallPool.leastSlots])
            pool.giveBack(slot)
        }
    }

    @Test("functions that never return use slots up, but not without end")
    func bounded() throws {
        let pool = CallPool()
        let taken = (0..<CallPool.mostSlots).compactMap { _ in pool.take() }
        #expect(taken.count == CallPool.mostSlots)
        #expect(pool.take() == nil)
        pool.giveBack(try #require(taken.first))
        #expect(pool.take() === taken.first)
    }

    @Test("calls that run at the same time never see each other's content")
    func parallel() throws {
        let source = """
            static mcp_status own(mcp_call *call, mcp_str text, int64_t number) {
                mcp_textf(call, "%.*s", MCP_ARG(text));
                return mcp_textf(call, "%lld", (long long)number);
            }
            MCP_PLUGIN_WITH("com.example.parallel", "1.0.0", "Parallel", (.flags = MCP_THREAD_SAFE),
                MCP_TOOL(own, "Own.", MCP_READ_ONLY, MCP_STRING(text, "t"), MCP_INTEGER(number, "n")))
            """
        let tool = try #require(BundleWorkshop().tools(source, name: "parallel").first)
        let state = Monitor((finished: 0, wrong: [String]()))
        for thread in 0..<8 {
            Thread.start(name: "caller") {
                for number in 0..<1_000 {
                    let text = "thread \(thread) with call \(number)"
                    let summary = tool.run(["text": .string(text), "number": .integer(Int64(number))]).summary
                    if summary != "\(text)|\(number)" { state.withLock { $0.wrong.append(summary) } }
                }
                state.withLock { $0.finished += 1 }
                state.broadcast()
            }
        }
        let wrong = state.wait(until: .now.adding(milliseconds: 120_000)) { $0.finished == 8 ? $0.wrong : nil }
        #expect(wrong == [])
    }
}
