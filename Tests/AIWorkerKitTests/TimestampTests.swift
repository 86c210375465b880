import AIWorkerKit
import Testing

@Test("a moment reads what it writes", arguments: [0, 951_782_400_123, 1_767_225_599_999, -1] as [Int64])
func timestampRoundTrip(milliseconds: Int64) {
    let moment = Timestamp(milliseconds: milliseconds)
    #expect(Timestamp(parsing: moment.text) == moment)
    #expect(Timestamp(parsing: moment.serverText) == moment)
}
