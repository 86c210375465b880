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
}
