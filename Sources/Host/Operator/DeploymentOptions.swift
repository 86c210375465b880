/// What the command line says about a deployment, beside plugins.json.
package struct DeploymentOptions: Sendable, Equatable {
    /// `--config`: the plugins.json to use.
    package var configuration: String?
    /// `--toolsets`: only these bundles; nil: all.
    package var toolsets: [String]?
    /// `--read-only`: writes are off for everything.
    package var isReadOnly: Bool

    package init(configuration: String? = nil, toolsets: [String]? = nil, isReadOnly: Bool = false) {
        self.configuration = configuration
        self.toolsets = toolsets
        self.isReadOnly = isReadOnly
    }

    /// The names in the value of `--toolsets`.
    package static func names(_ list: String) -> [String] {
        list.split(separator: ",").map { TerminalText.trimmed(String($0)) }.filter { !$0.isEmpty }
    }
}

/// Why a deployment cannot be put together at all.
struct DeploymentError: Error {
    var exitStatus: ExitStatus
    /// Complete lines for stderr, without the program's name.
    var lines: [String]
}
