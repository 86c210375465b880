import PluginKit

/// A file on its way to Kwork.
public struct Upload: Sendable {
    var name: String
    var content: [UInt8]

    /// Exactly one of the three says what is in the file. Throws `validation` before anything is sent.
    public init(name: String, path: String?, text: String?, base64: String?, folder: UploadFolder?) throws {
        guard !name.trimmed.isEmpty, !name.contains("/" as Character), !name.contains("\\" as Character) else {
            throw Failure.validation("Имя файла (name) не должно быть пустым или содержать косую черту.")
        }
        try name.checkVisible("name", lines: false)
        self.name = name
        switch (path, text, base64) {
        case (let path?, nil, nil):
            guard let folder else {
                throw Failure.validation(
                    """
                    Файлы с диска не разрешены: оператор не задал папку. Ему нужно указать upload_directory в settings bundle \
                    kwork-orders (plugins.json) или переменную KWORK_UPLOAD_DIRECTORY. Содержимое можно передать в text или base64.
                    """)
            }
            content = try folder.read(path)
        case (nil, let text?, nil): content = Array(text.utf8)
        case (nil, nil, let base64?):
            guard let bytes = Base64Reader.bytes(of: base64) else { throw Failure.validation("base64 не разобран: проверьте содержимое.") }
            content = bytes
        default: throw Failure.validation("Задайте ровно одно из path, text, base64: что в файле.")
        }
        guard !content.isEmpty else { throw Failure.validation("Файл \(name) пуст. Ничего не отправлено.") }
        guard content.count <= UploadFolder.maximumBytes else { throw UploadFolder.tooLarge }
    }
}

/// RFC 4648, section 4; line ends and blanks are skipped, padding may be missing.
enum Base64Reader {
    static func bytes(of text: String) -> [UInt8]? {
        var bytes: [UInt8] = []
        var bits: UInt32 = 0
        var count = 0
        var hasEnded = false
        for byte in text.utf8 {
            switch byte {
            case UInt8(ascii: " "), UInt8(ascii: "\n"), UInt8(ascii: "\r"), UInt8(ascii: "\t"): continue
            case UInt8(ascii: "="): hasEnded = true
            default:
                guard !hasEnded, let value = value(byte) else { return nil }
                bits = bits << 6 | UInt32(value)
                count += 6
                if count >= 8 {
                    count -= 8
                    bytes.append(UInt8(truncatingIfNeeded: bits >> UInt32(count)))
                }
            }
        }
        return count < 6 ? bytes : nil
    }

    private static func value(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "A")...UInt8(ascii: "Z"): byte - UInt8(ascii: "A")
        case UInt8(ascii: "a")...UInt8(ascii: "z"): byte - UInt8(ascii: "a") + 26
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0") + 52
        case UInt8(ascii: "+"): 62
        case UInt8(ascii: "/"): 63
        default: nil
        }
    }
}

/// A file that Kwork has taken.
public struct UploadedFile: Sendable {
    var id: Int64
    var name: String
    var size: Int64
    var path: String?
}

extension UploadedFile: Presentable {
    public var text: String {
        "Файл «\(name)» (\(Show.count(size, "байт", "байта", "байт"))) загружен, его номер \(id). Пока его никто не видит: передайте номер в file_ids в send_message, "
            + "send_track_message, send_order_for_approval или request_revision." + (path.map { " Путь на Kwork: \($0)" } ?? "")
    }

    public static let shape = Shape<UploadedFile>(
        .integer("file_id", "Номер файла для file_ids") { $0.id },
        .string("name", "Имя файла") { $0.name },
        .integer("size", "Размер, байт") { $0.size },
        .string("path", "Путь на Kwork") { $0.path })
}

extension Kwork {
    public func upload(_ upload: Upload) throws -> UploadedFile {
        let part = Request.Part("upload_files", upload.content, fileName: upload.name, contentType: "application/octet-stream")
        let reply = try ask(.fileUpload, parts: [part])
        try reply.confirm()
        guard let object = try? reply.object(), let id = object["id"]?.identifier else {
            throw Failure(
                "outcome_unknown",
                "Kwork принял файл «\(upload.name)», но номера его не назвал. Без номера файл нигде не виден, его можно загрузить снова.",
                retry: .later(after: nil))
        }
        return UploadedFile(
            id: id, name: object["name"]?.words ?? upload.name, size: Int64(upload.content.count), path: object["path"]?.words)
    }

    public func preview(_ upload: Upload) -> String {
        "Загрузить на Kwork файл \(upload.name.quoted()), \(Show.count(Int64(upload.content.count), "байт", "байта", "байт"))? Видимым он станет, когда его приложат к сообщению или заказу."
    }
}
