/// What a C compiler needs to find mcp_plugin.h.
enum CompilerFlags {
    static let header = "mcp_plugin.h"

    /// Folders that may hold the header: beside a built program, and in an installed prefix.
    static func folders(program: String) -> [String] {
        [FilePath.join(program, "include"), FilePath.join(FilePath.directory(of: program), "include")]
    }

    /// `-I/usr/local/include`; nil when the header is nowhere.
    static func text(in surroundings: Surroundings) -> String? {
        let folder = folders(program: surroundings.programDirectory).first { FilePath.isFile(FilePath.join($0, header)) }
        return folder.map { "-I" + quoted($0) }
    }

    /// Safe to be pasted into a shell, and unquoted where that makes no difference.
    private static func quoted(_ path: String) -> String {
        let isPlain = path.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "/._-+@%,:=".contains($0)) }
        return isPlain ? path : "'" + path.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''") + "'"
    }
}
