/// The plugins.json in use, read and checked, with the policy that follows from it and the command line.
struct Configuration: Sendable {
    let file: ConfigurationFile
    let manifest: Manifest
    let policy: Policy

    /// Registers all secrets of the file with `redaction` before anything else can print them.
    static func load(
        _ options: DeploymentOptions, in surroundings: Surroundings, redaction: Redaction = .shared
    ) throws(DeploymentError) -> Configuration {
        let file: ConfigurationFile
        let source: SourceText
        do {
            file = try ConfigurationFile.find(explicit: options.configuration, in: surroundings)
        } catch {
            throw DeploymentError(exitStatus: .configuration, lines: [error.message])
        }
        do {
            source = SourceText(file: file.shown, bytes: try FileReader.read(file.path))
        } catch {
            throw DeploymentError(exitStatus: .configuration, lines: ["\(file.shown) \(error.message)"])
        }
        let manifest = ManifestReader.read(source, environment: surroundings.environment)
        for secret in manifest.secrets { redaction.register(secret) }
        guard manifest.problems.isEmpty else {
            throw DeploymentError(exitStatus: .configuration, lines: manifest.problems.map(\.line))
        }
        let names = manifest.bundles.map(\.name)
        if options.toolsets?.isEmpty == true {
            throw DeploymentError(exitStatus: .usage, lines: ["--toolsets names no bundle; there are: \(names.joined(separator: ", "))"])
        }
        for name in options.toolsets ?? [] where !names.contains(name) {
            let advice = Suggestion.nearest(to: name, in: names).map { "did you mean \"\($0)\"? " } ?? ""
            let known = names.isEmpty ? "there are none" : "there are: \(names.joined(separator: ", "))"
            throw DeploymentError(
                exitStatus: .usage, lines: ["--toolsets: \(file.shown) has no bundle \"\(name)\"; \(advice)\(known)"])
        }
        return Configuration(
            file: file, manifest: manifest,
            policy: Policy(
                writes: manifest.policy.writes, isReadOnly: options.isReadOnly, toolsets: options.toolsets.map(Set.init)))
    }
}
