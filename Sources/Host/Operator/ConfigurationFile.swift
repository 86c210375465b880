/// Finds the plugins.json in use.
struct ConfigurationFile: Sendable, Equatable {
    /// Absolute.
    var path: String
    /// As errors show it: short when it stands in the working directory, otherwise as it was given.
    var shown: String
    /// Why this file and no other.
    var reason: String

    struct NotFound: Error {
        /// One line that says where it was looked for and what to do.
        var message: String
    }

    /// - Parameter explicit: the value of `--config`.
    static func find(explicit: String?, in surroundings: Surroundings) throws(NotFound) -> ConfigurationFile {
        let named: [(path: String, reason: String)?] = [
            explicit.map { ($0, "--config") }, surroundings.environment["MCP_HOST_CONFIG"].map { ($0, "MCP_HOST_CONFIG") },
        ]
        // A file that was asked for by name is used or missed, never replaced by another one.
        if let (path, reason) = named.compactMap({ $0 }).first {
            let absolute = surroundings.absolute(path, from: surroundings.workingDirectory)
            guard FilePath.isFile(absolute) else { throw NotFound(message: "\(path), given by \(reason), is not a file") }
            return ConfigurationFile(path: absolute, shown: path, reason: "given by \(reason)")
        }
        let places = usualPlaces(surroundings)
        guard let found = places.first(where: { FilePath.isFile($0.path) }) else {
            let looked = places.map(\.path).joined(separator: ", ")
            throw NotFound(message: "no plugins.json found; give one with --config or MCP_HOST_CONFIG (looked for \(looked))")
        }
        return found
    }

    private static func usualPlaces(_ surroundings: Surroundings) -> [ConfigurationFile] {
        let here = FilePath.join(surroundings.workingDirectory, "plugins.json")
        let beside = FilePath.join(surroundings.programDirectory, "plugins.json")
        var places = [
            ConfigurationFile(path: here, shown: "plugins.json", reason: "in the working directory"),
            ConfigurationFile(path: beside, shown: beside, reason: "beside the program"),
        ]
        let home = surroundings.environment["XDG_CONFIG_HOME"]
            ?? surroundings.homeDirectory.map { FilePath.join($0, ".config") }
        if let home {
            let path = FilePath.join(home, "mcp-host/plugins.json")
            places.append(ConfigurationFile(path: path, shown: path, reason: "in the configuration folder of this user"))
        }
        return places
    }
}
