/// Where the files of bundles are looked for.
struct BundleSearch: Sendable {
    /// Folders in the order in which they are tried, absolute.
    let folders: [String]
    private let surroundings: Surroundings

    /// - Parameter configuration: the plugins.json that names the bundles, absolute; nil: none, as for a bundle given by hand.
    init(configuration: String?, surroundings: Surroundings) {
        let program = surroundings.programDirectory
        var folders = configuration.map { [FilePath.directory(of: $0)] } ?? [surroundings.workingDirectory]
        folders += [
            program, FilePath.join(program, "plugins"),
            // An installed host: prefix/bin beside prefix/lib.
            FilePath.join(FilePath.directory(of: program), "lib/mcp-host"),
        ]
        for folder in (surroundings.environment["MCP_HOST_PLUGIN_PATH"] ?? "").split(separator: ":") {
            folders.append(surroundings.absolute(String(folder), from: surroundings.workingDirectory))
        }
        var seen = Set<String>()
        self.folders = folders.filter { seen.insert($0).inserted }
        self.surroundings = surroundings
    }

    struct NotFound: Error, Equatable {
        var message: String
    }

    /// The absolute path of a bundle's file. Always holds a slash, so that the loader searches nowhere by itself.
    func find(_ path: String) throws(NotFound) -> String {
        if path.hasPrefix("/") || path.hasPrefix("~/") {
            let absolute = surroundings.absolute(path, from: surroundings.workingDirectory)
            guard FilePath.isFile(absolute) else {
                let home = path.hasPrefix("~/") ? surroundings.homeDirectory.map { "; ~ is \($0)" } ?? "; HOME is not set" : ""
                throw NotFound(message: "\(path) is not a file\(home)")
            }
            return absolute
        }
        for folder in folders {
            let candidate = FilePath.join(folder, path)
            if FilePath.isFile(candidate) { return candidate }
        }
        throw NotFound(
            message: "\(path) is in none of \(folders.joined(separator: ", ")); build it, or add its folder to MCP_HOST_PLUGIN_PATH")
    }
}
