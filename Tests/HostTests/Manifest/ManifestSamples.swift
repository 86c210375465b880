@testable import Host

/// Reads a plugins.json given as text.
func manifest(_ text: String, _ environment: [String: String] = [:]) -> Manifest {
    ManifestReader.read(SourceText(file: "plugins.json", bytes: Array(text.utf8)), environment: Environment(environment))
}

extension Manifest {
    /// All mistakes as the operator sees them, in the order of the file.
    var lines: [String] {
        (problems + bundles.flatMap(\.problems) + sessions.flatMap(\.problems)).map(\.line)
    }
}
