extension Moment {
    /// "31.12.2026 23:59 UTC", or the text the API gave.
    public var shown: String {
        switch self {
        case .text(let text): return text
        case .seconds(let seconds):
            guard let civil = Civil(seconds) else { return String(seconds) }
            return "\(pad(civil.day)).\(pad(civil.month)).\(civil.year) \(pad(civil.hour)):\(pad(civil.minute)) UTC"
        }
    }

    /// "2026-12-31T23:59:00Z", or the text the API gave.
    public var iso: String {
        switch self {
        case .text(let text): return text
        case .seconds(let seconds):
            guard let civil = Civil(seconds) else { return String(seconds) }
            let time = "\(pad(civil.hour)):\(pad(civil.minute)):\(pad(civil.second))"
            return "\(civil.year)-\(pad(civil.month))-\(pad(civil.day))T\(time)Z"
        }
    }

    /// For sorting: Unix seconds. An ISO 8601 text has its place in time, another text has none; milliseconds are taken for
    /// what they are.
    var sortKey: Int64 {
        switch self {
        case .seconds(let seconds): seconds >= 100_000_000_000 ? seconds / 1000 : seconds
        case .text(let text): Civil.seconds(iso: text) ?? 0
        }
    }

    private func pad(_ number: Int64) -> String { number < 10 ? "0\(number)" : "\(number)" }
}

/// A UTC calendar date and time of day.
private struct Civil {
    let year, month, day, hour, minute, second: Int64

    /// nil outside the years 1970 to 9999, where seconds are more likely milliseconds.
    init?(_ seconds: Int64) {
        guard seconds >= 0, seconds < 253_402_300_800 else { return nil }
        let time = seconds % 86_400
        (hour, minute, second) = (time / 3600, time / 60 % 60, time % 60)
        // Days since 1 March of year 0, so that leap days end a year: eras of 400 years have 146 097 days.
        let days = seconds / 86_400 + 719_468
        let era = days / 146_097
        let dayOfEra = days % 146_097
        let yearOfEra = (dayOfEra - dayOfEra / 1460 + dayOfEra / 36_524 - dayOfEra / 146_096) / 365
        let dayOfYear = dayOfEra - (365 * yearOfEra + yearOfEra / 4 - yearOfEra / 100)
        let shifted = (5 * dayOfYear + 2) / 153
        day = dayOfYear - (153 * shifted + 2) / 5 + 1
        month = shifted < 10 ? shifted + 3 : shifted - 9
        year = yearOfEra + era * 400 + (month <= 2 ? 1 : 0)
    }

    /// `2026-05-01T12:30:00Z`, `2026-05-01 12:30:00+03:00` and shorter forms; nil for any other text.
    static func seconds(iso text: String) -> Int64? {
        let bytes = Array(text.utf8)
        func number(_ start: Int, _ count: Int) -> Int64? {
            guard start + count <= bytes.count else { return nil }
            return bytes[start..<(start + count)].reduce(Int64?(0)) { sum, byte in
                guard let sum, (UInt8(ascii: "0")...UInt8(ascii: "9")).contains(byte) else { return nil }
                return sum * 10 + Int64(byte - UInt8(ascii: "0"))
            }
        }
        func has(_ mark: String, at index: Int) -> Bool { index < bytes.count && mark.utf8.contains(bytes[index]) }
        guard let year = number(0, 4), has("-", at: 4), let month = number(5, 2), (1...12).contains(month), has("-", at: 7),
            let day = number(8, 2), (1...31).contains(day)
        else { return nil }
        let shifted = month <= 2 ? year - 1 : year
        let dayOfYear = (153 * ((month + 9) % 12) + 2) / 5 + day - 1
        var seconds = (365 * shifted + shifted / 4 - shifted / 100 + shifted / 400 + dayOfYear - 719_468) * 86_400
        guard bytes.count > 10 else { return seconds }
        guard has("T ", at: 10), let hour = number(11, 2), has(":", at: 13), let minute = number(14, 2) else { return nil }
        seconds += hour * 3600 + minute * 60
        if has(":", at: 16), let second = number(17, 2) { seconds += second }
        if let sign = bytes.lastIndex(where: { $0 == UInt8(ascii: "+") || $0 == UInt8(ascii: "-") }), sign > 13,
            let hours = number(sign + 1, 2)
        {
            let minutes = number(has(":", at: sign + 3) ? sign + 4 : sign + 3, 2) ?? 0
            seconds -= (bytes[sign] == UInt8(ascii: "-") ? -1 : 1) * (hours * 3600 + minutes * 60)
        }
        return seconds
    }
}
