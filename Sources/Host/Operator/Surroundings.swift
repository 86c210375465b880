import Glibc

/// What a process finds around it: where it runs, where its program stands, and its environment.
struct Surroundings: Sendable {
    /// The working directory, absolute.
    var workingDirectory: String
    /// The folder of the program file, with links followed.
    var programDirectory: String
    var environment: Environment

    /// Those of this process.
    static var process: Surroundings {
        let program = FilePath.program
        return Surroundings(
            workingDirectory: FilePath.workingDirectory, programDirectory: FilePath.directory(of: program), environment: .process)
    }

    /// The folder below which `~/` stands; nil when it is not known.
    var homeDirectory: String? { environment["HOME"] }

    /// Makes a path absolute: `~/` is the home directory, the rest is relative to `base`.
    func absolute(_ path: String, from base: String) -> String {
        if path.hasPrefix("/") { return path }
        if path.hasPrefix("~/"), let homeDirectory { return FilePath.join(homeDirectory, String(path.dropFirst(2))) }
        return FilePath.join(base, path)
    }
}

/// Paths as text. Nothing here changes the file system.
enum FilePath {
    static func join(_ directory: String, _ path: String) -> String {
        var path = path[...]
        while path.hasPrefix("./") { path = path.dropFirst(2) }
        return directory.hasSuffix("/") ? directory + path : "\(directory)/\(path)"
    }

    /// What comes before the last slash; `.` when there is none.
    static func directory(of path: String) -> String {
        guard let slash = path.lastIndex(of: "/") else { return "." }
        return slash == path.startIndex ? "/" : String(path[..<slash])
    }

    /// What comes after the last slash.
    static func name(of path: String) -> String {
        path.lastIndex(of: "/").map { String(path[path.index(after: $0)...]) } ?? path
    }

    /// Whether something other than a folder is there, links followed.
    static func isFile(_ path: String) -> Bool {
        var status = stat()
        return stat(path, &status) == 0 && status.st_mode & S_IFMT != S_IFDIR
    }

    static var workingDirectory: String {
        guard let path = getcwd(nil, 0) else { return "." }
        defer { free(path) }
        return String(cString: path)
    }

    /// The file this process was started from.
    static var program: String {
        guard let path = realpath("/proc/self/exe", nil) else { return CommandLine.arguments.first ?? "mcp-host" }
        defer { free(path) }
        return String(cString: path)
    }
}
