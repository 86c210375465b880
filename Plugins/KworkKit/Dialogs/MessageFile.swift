import PluginKit

/// A file that hangs on a message.
struct MessageFile: Sendable {
    var id: Int64?
    var name: String?
    /// In bytes.
    var size: Int64?
    var url: String?
    var isVoice: Bool
}

extension MessageFile {
    init(_ value: JSON) {
        let object = value.asObject ?? JSON.Object()
        id = object["id"]?.identifier
        name = object.first("name", "fname")?.words
        size = object["size"]?.quantity
        url = object.first("file_url", "url", "path")?.words
        isVoice = object["is_voice_message"]?.flag ?? false
    }

    var line: String {
        var facts = [isVoice ? "голосовое сообщение" : nil, size.map { Self.size($0) }].compactMap { $0 }
        if let id { facts.append("id \(id)") }
        return (name ?? Show.dash) + (facts.isEmpty ? "" : " (\(facts.joined(separator: ", ")))") + (url.map { " \($0)" } ?? "")
    }

    private static func size(_ bytes: Int64) -> String {
        switch bytes {
        case ..<1024: "\(bytes) Б"
        case ..<1_048_576: Show.number((Double(bytes) / 102.4).rounded() / 10) + " КБ"
        default: Show.number((Double(bytes) / 104_857.6).rounded() / 10) + " МБ"
        }
    }

    static let shape = Shape<Self>(
        .integer("id", "Номер файла") { $0.id },
        .string("name", "Имя файла") { $0.name },
        .integer("size", "Размер, байт") { $0.size },
        .string("url", "Где его взять") { $0.url },
        .bool("voice", "Голосовое сообщение") { $0.isVoice })
}
