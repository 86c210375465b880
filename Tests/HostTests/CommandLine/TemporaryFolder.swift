import Glibc

@testable import Host

/// A folder of its own for one test, gone with it.
final class TemporaryFolder {
    let path: String

    init() throws {
        var template = Array("/tmp/mcp-host-test-XXXXXX".utf8CString)
        guard let made = mkdtemp(&template), let resolved = realpath(made, nil) else { throw TestFile.Unreadable(path: "mkdtemp") }
        path = String(cString: resolved)
        free(resolved)
    }

    deinit { Self.removeAll(path) }

    private static func removeAll(_ path: String) {
        if let folder = opendir(path) {
            while let entry = readdir(folder) {
                let name = withUnsafePointer(to: &entry.pointee.d_name) {
                    $0.withMemoryRebound(to: CChar.self, capacity: 256) { String(cString: $0) }
                }
                if name != ".", name != ".." { removeAll(FilePath.join(path, name)) }
            }
            closedir(folder)
        }
        remove(path)
    }

    /// Writes a file, with the folders it needs, and returns its path.
    @discardableResult
    func write(_ name: String, _ text: String = "") throws -> String {
        let file = FilePath.join(path, name)
        var folder = path
        for part in name.split(separator: "/").dropLast() {
            folder = FilePath.join(folder, String(part))
            mkdir(folder, 0o700)
        }
        let descriptor = open(file, O_CREAT | O_TRUNC | O_WRONLY, 0o600)
        guard descriptor >= 0 else { throw TestFile.Unreadable(path: file) }
        Output.write(text, to: descriptor)
        close(descriptor)
        return file
    }

    func surroundings(_ environment: [String: String] = [:]) -> Surroundings {
        Surroundings(
            workingDirectory: FilePath.join(path, "here"), programDirectory: FilePath.join(path, "bin"),
            environment: Environment(["HOME": FilePath.join(path, "home")].merging(environment) { $1 }))
    }
}
