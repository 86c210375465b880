import PluginKit

/// The account's numbers on the exchange. The method answers with a bare object, an envelope with one, or an envelope
/// with a list of one; all three are read.
public struct ExchangeInfo: Sendable {
    var offersSent: Int64?
    var archived: Int64?
    /// Further numbers and words under the names the API gives them.
    var others: [(name: String, value: JSON)]
}

extension ExchangeInfo {
    init(_ reply: Reply) throws {
        var scalars = JSON.Object()
        let inner = reply.response == nil ? nil : try reply.object()
        for object in [inner, reply.envelope].compactMap({ $0 }) {
            for (key, value) in object.members where key != "success" && scalars[key] == nil && value.isScalar {
                scalars.append(key, value)
            }
        }
        offersSent = try reply.count(scalars, "exchange_response_count")
        archived = try reply.count(scalars, "archived_count")
        // Whatever else the answer holds may be a message of any kind.
        guard offersSent != nil || archived != nil else {
            throw reply.drift("нет ни exchange_response_count, ни archived_count")
        }
        for name in ["exchange_response_count", "archived_count"] { scalars[name] = nil }
        others = scalars.members.map { (name: $0.key, value: $0.value) }
    }
}

extension JSON {
    fileprivate var isScalar: Bool {
        switch self {
        case .null, .array, .object: false
        default: true
        }
    }
}

extension ExchangeInfo: Presentable {
    public var text: String {
        var lines = ["Биржа проектов, ваши показатели:"]
        if let offersSent { lines.append("Откликов на бирже (exchange_response_count): \(offersSent)") }
        if let archived { lines.append("В архиве (archived_count): \(archived)") }
        lines += others.map { "\($0.name): \($0.value.words ?? $0.value.text)" }
        return lines.joined(separator: "\n")
    }

    public static let shape = Shape<ExchangeInfo>(
        .integer("exchange_response_count", "Откликов на бирже") { $0.offersSent },
        .integer("archived_count", "В архиве") { $0.archived },
        .counters("others", "Прочие показатели, как их называет Kwork") { $0.others.map { ($0.name, $0.value) } })
}

extension Kwork {
    /// The account's numbers on the exchange.
    public func exchangeInfo() throws -> ExchangeInfo { try ExchangeInfo(ask(.exchangeInfo)) }
}
