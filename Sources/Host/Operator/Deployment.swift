/// A plugins.json put to work: bundles loaded, checked and started, policy applied, and a record of what became of what.
final class Deployment: Sendable {
    let configuration: Configuration
    /// In the order of plugins.json.
    let bundles: [BundleFinding]
    let sessions: [SessionFinding]
    /// The tools that are on.
    let catalog: Catalog
    /// Everything that was loaded, for an orderly end.
    private let loaded: [LoadedBundle]
    private let services: Services

    private init(
        configuration: Configuration, bundles: [BundleFinding], sessions: [SessionFinding], catalog: Catalog,
        loaded: [LoadedBundle], services: Services
    ) {
        self.configuration = configuration
        self.bundles = bundles
        self.sessions = sessions
        self.catalog = catalog
        self.loaded = loaded
        self.services = services
    }

    /// What keeps something from working that is meant to be on. A session that no such bundle uses is no problem.
    var problems: [BundleFinding.Problem] {
        let used = usedSessions
        let broken = sessions.filter { used.contains($0.name) && !$0.isAbsent }.flatMap(\.problems)
        return broken.map { .init(line: $0, isRefusal: false) } + bundles.flatMap(\.problems)
    }

    /// Names of the sessions that bundles with tools are granted.
    var usedSessions: Set<String> {
        Set(zip(configuration.manifest.bundles, bundles).flatMap { entry, finding in finding.toolsOn > 0 ? entry.sessions.map(\.value) : [] })
    }

    /// Loads what the configuration and the options ask for. Throws only when nothing can be done at all; a bad bundle or
    /// session is left out and stands in the findings.
    static func load(
        _ options: DeploymentOptions, isServing: Bool = false, in surroundings: Surroundings = .process
    ) throws(DeploymentError) -> Deployment {
        let configuration = try Configuration.load(options, in: surroundings)
        let sessions = SessionSet(configuration.manifest.sessions, surroundings: surroundings)
        let services = Services(sessions: sessions.configurations, unusable: sessions.unusable)
        var assembly = BundleAssembly(
            configuration: configuration, sessions: sessions, services: services,
            search: BundleSearch(configuration: configuration.file.path, surroundings: surroundings))
        assembly.load()
        assembly.start(isServing: isServing)
        return Deployment(
            configuration: configuration, bundles: assembly.findings, sessions: sessions.findings, catalog: assembly.catalog,
            loaded: assembly.loaded, services: services)
    }

    /// Ends the bundles in order, each after its last call, and then the services. Bounded.
    func end() {
        let deadline = MonotonicTime.now.adding(milliseconds: BundleAssembly.endMilliseconds)
        for bundle in loaded { bundle.life.finish(until: deadline) }
        services.shutdown()
    }
}
