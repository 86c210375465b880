import AIWorkerKit
import Testing

@Suite struct TimestampTests {
    @Test("a moment reads what it writes", arguments: [0, 951_782_400_123, 1_767_225_599_999, -1] as [Int64])
    func roundTrip(milliseconds: Int64) {
        let moment = Timestamp(milliseconds: milliseconds)
        #expect(Timestamp(parsing: moment.text) == moment)
        #expect(Timestamp(parsing: moment.serverText) == moment)
    }

    @Test("the forms in which people and databases write a moment", arguments: [
        ("2024-02-29T12:30:05.123Z", "2024-02-29T12:30:05.123Z"), ("2024-02-29 12:30:05", "2024-02-29T12:30:05.000Z"),
        ("2000-02-29T00:00:00Z", "2000-02-29T00:00:00.000Z"), ("1999-12-31T23:59:59.9", "1999-12-31T23:59:59.900Z"),
        ("2026-04-30 00:00:00.123456", "2026-04-30T00:00:00.123Z"), ("0001-01-01T00:00:00Z", "0001-01-01T00:00:00.000Z"),
        ("9999-12-31T23:59:59.999Z", "9999-12-31T23:59:59.999Z"),
    ])
    func forms(text: String, expected: String) {
        #expect(Timestamp(parsing: text)?.text == expected)
    }

    @Test("what is no moment", arguments: [
        "2026-02-29T00:00:00Z", "2026-02-31T00:00:00Z", "1900-02-29T00:00:00Z", "2026-04-31T00:00:00Z", "2026-01-00T00:00:00Z",
        "2026-01-32T00:00:00Z", "2026-00-01T00:00:00Z", "2026-13-01T00:00:00Z", "2026-01-01T24:00:00Z", "2026-01-01T00:60:00Z",
        "2026-01-01T00:00:60Z", "2026-01-01T00:00:00.Z", "2026-01-01T00:00:00ZZ", "2026-01-01T00:00:00+02:00", "2026-01-01T00:00:00 ",
        "2026-01-01", "2026-01-01T00:00Z", "26-01-01T00:00:00Z", "2026-1-1T00:00:00Z", "2026/01/01T00:00:00Z", "２026-01-01T00:00:00Z",
        "-026-01-01T00:00:00Z", "tomorrow", "", "0000-00-00 00:00:00",
    ])
    func refused(text: String) {
        #expect(Timestamp(parsing: text) == nil)
    }
}
