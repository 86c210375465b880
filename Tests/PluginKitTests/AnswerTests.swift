@testable import PluginKit
import Testing

@Suite struct AnswerTests {
    let fake = FakeCall()

    @Test func givesTextAndStructuredContentInOrder() {
        let status = fake.call.answer {
            $0.text("one")
            $0.text("")
            $0.structured(["id": 1])
        }
        #expect(status == .ok)
        #expect(fake.notes.texts == ["one", ""])
        #expect(fake.notes.structured == [#"{"id":1}"#])
    }

    @Test func annotatesTheBlockBeforeAndAddsBinaryResources() {
        fake.call.text("a")
        fake.call.annotate(for: [.user], priority: 0.5)
        fake.call.annotate()
        fake.call.resource("file:///x", type: "image/png", data: [1, 2, 3])
        #expect(fake.notes.texts == ["a", "for 1 at 0.5", "for 0 at -1.0", "file:///x image/png 3 bytes"])
    }

    @Test func readsTheTraceContext() {
        #expect(fake.call.trace(.parent) == "00-1-2-01")
        #expect(fake.call.trace(.baggage) == nil)
    }

    @Test func recordsAThrownFailureWithCodeMessageAndRetry() {
        let failure = Failure("rate_limit", "Come back.", retry: .later(after: .milliseconds(250)))
        #expect(fake.call.answer { _ in throw failure } == .failed)
        #expect(fake.notes.failure == failure)
    }

    struct Odd: Error, CustomStringConvertible { let description = "the moon is full" }

    @Test func turnsAnyOtherErrorIntoAFailureWithItsText() {
        #expect(fake.call.answer { _ in throw Odd() } == .failed)
        #expect(fake.notes.failure == Failure("internal", "the moon is full"))
    }

    @Test(arguments: [(Interruption.failed, Status.failed), (.pending, .pending), (.cancelled, .cancelled)])
    func passesAnInterruptionOnWithoutRecordingAnything(_ interruption: Interruption, _ status: Status) {
        #expect(fake.call.answer { _ in throw interruption } == status)
        #expect(fake.notes.failure == nil)
    }

    @Test func stopsWhenTheCallIsCancelled() {
        fake.notes.isCancelled = true
        #expect(fake.call.answer { try $0.checkCancellation() } == .cancelled)
        fake.notes.waitStatus = .cancelled
        #expect(fake.call.answer { try $0.wait(.seconds(1)) } == .cancelled)
    }

    @Test func tellsTimeProgressAndLog() {
        #expect(fake.call.remaining == .milliseconds(1500))
        fake.call.progress(1, of: 3, "first")
        fake.call.progress(2)
        #expect(fake.notes.progress == ["1.0/3.0 first", "2.0/0.0 "])
        fake.call.log(.warning, ["x": true], logger: "me")
        #expect(fake.notes.log == [#"3 me {"x":true}"#])
    }

    @Test func asksAndReadsTheAnswer() throws {
        fake.notes.answerContent = #"{"sure":true}"#
        let answer = try fake.call.ask("sure", "Really?", .bool("sure", "Sure?"), .string("why", "Why?"))
        #expect(answer == .accepted(["sure": true]))
        #expect(fake.notes.fieldNames == ["sure", "why"])
    }

    @Test func givesTheFallbackWhenNobodyCanBeAsked() throws {
        fake.notes.answerAction = MCP_ANSWER_UNAVAILABLE
        fake.notes.answerContent = #"{"n":1}"#
        #expect(try fake.call.ask("n", "How many?").content == ["n": 1])
        fake.notes.answerAction = MCP_ANSWER_DECLINED
        #expect(try fake.call.ask("n", "How many?").content == nil)
    }

    @Test func endsTheToolWhileAQuestionIsPending() {
        fake.notes.askStatus = .pending
        #expect(fake.call.answer { _ = try $0.ask("k", "?") } == .pending)
    }
}
