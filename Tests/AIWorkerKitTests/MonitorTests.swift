import Foundation
import Testing

@testable import AIWorkerKit

@Suite struct MonitorTests {
    @Test("a wait ends with nothing at its end, and not before") func end() {
        let monitor = Monitor(0)
        let end = DispatchTime.now() + 0.05
        #expect(monitor.wait(until: end) { $0 > 0 ? $0 : nil } == nil)
        #expect(DispatchTime.now() >= end)
        #expect(monitor.wait(until: .now()) { $0 == 0 ? "there" : nil } == "there", "what is there needs no time")
    }

    @Test("every change is seen by all who wait") func changes() {
        let monitor = Monitor([Int]())
        let seen = Collected<Int>()
        let done = Meeting(4)
        for _ in 0..<3 {
            Thread {
                for next in 0..<100 { seen.add(monitor.wait(until: .now() + 60) { $0.count > next ? $0[next] : nil } ?? -1) }
                done.arrive()
            }.start()
        }
        for number in 0..<100 { monitor.change { $0.append(number) } }
        done.arrive()
        #expect(seen.all.sorted() == (0..<100).flatMap { [$0, $0, $0] })
    }

    @Test("limits beyond all clocks are waited for too") func farEnd() {
        let monitor = Monitor(false)
        Thread { monitor.change { $0 = true } }.start()
        #expect(monitor.wait(until: .now() + 1e300) { $0 ? true : nil } == true)
    }
}
