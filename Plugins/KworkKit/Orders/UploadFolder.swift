import Glibc
import PluginKit

/// The folder that the operator gave for uploads. Nothing outside of it is read, whatever a path says.
public struct UploadFolder: Sendable {
    /// Kwork's own limit is not documented; larger files belong elsewhere.
    public static let maximumBytes = 20 * 1024 * 1024

    let root: String

    /// nil when the operator gave none.
    public init?(_ setting: String?) {
        guard let setting, !setting.trimmed.isEmpty else { return nil }
        root = setting.trimmed
    }

    /// The bytes of a file below the folder. Each part of the path is opened by itself and may be no link.
    public func read(_ path: String) throws -> [UInt8] {
        let parts = path.split(separator: "/", omittingEmptySubsequences: false).map(String.init)
        guard !path.hasPrefix("/"), !parts.contains(where: { $0.isEmpty || $0 == "." || $0 == ".." || $0.utf8.contains(0) }) else {
            throw Failure.validation("Путь (path) должен вести внутрь папки для загрузок, без / в начале, без . и ..")
        }
        var folder = open(root, O_RDONLY | O_DIRECTORY | O_CLOEXEC)
        guard folder >= 0 else {
            throw Failure.validation("Папка для загрузок недоступна. Её задаёт оператор: settings.upload_directory в plugins.json.")
        }
        defer { close(folder) }
        for part in parts.dropLast() {
            let next = openat(folder, part, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC)
            guard next >= 0 else { throw missing(path) }
            close(folder)
            folder = next
        }
        // Without O_NONBLOCK a pipe in the folder would hold the call for ever.
        let file = openat(folder, parts[parts.count - 1], O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC)
        guard file >= 0 else { throw missing(path) }
        defer { close(file) }
        var status = stat()
        guard fstat(file, &status) == 0, status.st_mode & S_IFMT == S_IFREG else {
            throw Failure.validation("\(path) в папке для загрузок не обычный файл.")
        }
        return try bytes(of: file, path)
    }

    private func bytes(of file: Int32, _ path: String) throws -> [UInt8] {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 1 << 16)
        while true {
            let count = Glibc.read(file, &buffer, buffer.count)
            if count < 0 {
                if errno == EINTR { continue }
                throw Failure.validation("Файл \(path) не удалось прочитать.")
            }
            if count == 0 { return bytes }
            bytes += buffer[..<count]
            guard bytes.count <= Self.maximumBytes else { throw Self.tooLarge }
        }
    }

    private func missing(_ path: String) -> Failure {
        .validation("В папке для загрузок нет файла \(path) (ссылки не читаются).")
    }

    static let tooLarge = Failure.validation("Файл больше \(maximumBytes / 1024 / 1024) МБ. Ничего не отправлено.")
}
