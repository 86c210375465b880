/// Takes the bundles of a configuration through finding, loading, policy and start, each on its own: what is wrong with one
/// is noted and touches no other.
struct BundleAssembly {
    let configuration: Configuration
    let sessions: SessionSet
    let services: Services
    let search: BundleSearch

    private(set) var findings: [BundleFinding] = []
    private(set) var loaded: [LoadedBundle] = []
    private(set) var catalog = Catalog()
    /// Loaded bundles with the place of their finding, waiting for their start.
    private var candidates: [(finding: Int, bundle: LoadedBundle, tools: [Tool])] = []

    /// A call's longest time when neither tool nor operator says one.
    static let usualDeadline: Int64 = 60_000
    /// How long starting may hold up the service.
    static let servePatience: Int64 = 200
    static let endMilliseconds: Int64 = 1_500

    init(configuration: Configuration, sessions: SessionSet, services: Services, search: BundleSearch) {
        self.configuration = configuration
        self.sessions = sessions
        self.services = services
        self.search = search
    }

    /// Finds, loads and checks every bundle that is wanted. Runs no `init`.
    mutating func load() {
        for entry in configuration.manifest.bundles { findings.append(load(entry)) }
    }

    private mutating func load(_ entry: BundleEntry) -> BundleFinding {
        if let rule = configuration.policy.exclusion(of: entry) { return BundleFinding(name: entry.name, state: .off(rule)) }
        guard entry.problems.isEmpty else {
            return BundleFinding(name: entry.name, state: .refused(entry.problems.map(\.line)))
        }
        func refused(_ message: String, path: String? = nil) -> BundleFinding {
            var message = message
            // What came from the environment is named by its variables.
            if !entry.pathVariables.isEmpty {
                let name = entry.pathVariables.map { "${\($0)}" }.joined()
                for value in [path, entry.path] { if let value { message = message.replacing(value, with: name) } }
            }
            return BundleFinding(name: entry.name, state: .refused(["\(entry.place.full): \(message)"]))
        }
        let path: String
        do {
            path = try search.find(entry.path)
        } catch {
            return refused(error.message)
        }
        switch BundleLoader.load(path: path, name: entry.name, settings: entry.settings, services: { [services] in services.table(id: $0, revision: $1) }) {
        case .failure(let refusal): return refused(refusal.message, path: path)
        case .success(let bundle):
            var finding = BundleFinding(name: entry.name, state: .on)
            finding.tools = bundle.tools.map { tool in
                ToolFinding(
                    definition: tool.definition(deadline: deadline(tool, entry)),
                    decision: configuration.policy.decide(tool: tool.name, hints: tool.hints, in: entry))
            }
            let tools = self.tools(bundle, finding, entry)
            var trial = catalog
            if let clash = trial.add(tools) { return refused(clash.message) }
            catalog = trial
            finding.notes = Self.idlePatterns(entry, bundle) + sessions.unknown(entry.sessions)
            if tools.contains(where: { $0.definition.hints.contains(.openWorld) }) {
                finding.brokenSessions = sessions.broken(entry.sessions)
            }
            candidates.append((findings.count, bundle, tools))
            return finding
        }
    }

    private func tools(_ bundle: LoadedBundle, _ finding: BundleFinding, _ entry: BundleEntry) -> [Tool] {
        finding.tools.filter(\.decision.isOn).flatMap { tool in
            bundle.makeTools(
                sessions: Set(entry.sessions.map(\.value)), writes: { _ in tool.decision.writes }, writesRule: tool.decision.writesRule,
                confirmsInChat: configuration.manifest.policy.confirmsInChat ?? true,
                deadline: tool.definition.deadlineMilliseconds,
                resultLimit: entry.resultLimit ?? configuration.manifest.policy.resultLimit ?? 1 << 20,
                allowed: { $0 == tool.definition.name })
        }
    }

    /// What the operator says is the upper end; without a word from the operator the tool's own time holds.
    private func deadline(_ tool: DescribedTool, _ entry: BundleEntry) -> Int64 {
        let own = tool.deadlineMilliseconds
        guard let limit = entry.deadlineMilliseconds ?? configuration.manifest.policy.deadlineMilliseconds else {
            return own > 0 ? own : Self.usualDeadline
        }
        return own > 0 ? min(own, limit) : limit
    }

    /// Runs `init` of all bundles at once and leaves out those that fail or take too long.
    ///
    /// - Parameter isServing: a client waits, so a bundle that takes its time is believed in; see `BundleLife.earlyOutcome`.
    mutating func start(isServing: Bool) {
        let bundles = candidates.map(\.bundle)
        let outcomes = isServing ? BundleStart.runEarly(bundles, patience: Self.servePatience)
            : BundleStart.run(bundles, patience: BundleLife.startMilliseconds)
        catalog = Catalog()
        for (candidate, outcome) in zip(candidates, outcomes) {
            if let reason = outcome {
                let place = configuration.manifest.bundles[candidate.finding].place
                findings[candidate.finding] = BundleFinding(
                    name: candidate.bundle.name, state: .refused(["\(place.full): \(reason)"]))
            } else {
                loaded.append(candidate.bundle)
                // Cannot clash: every name was unique before the start, and there are only fewer now.
                _ = catalog.add(candidate.tools)
            }
        }
    }

    /// A pattern that matches no tool protects nothing: most likely a slip, or a tool that was renamed.
    private static func idlePatterns(_ entry: BundleEntry, _ bundle: LoadedBundle) -> [BundleFinding.Note] {
        let names = bundle.tools.map(\.name)
        let lists = [("allow", entry.tools.allow?.value ?? []), ("deny", entry.tools.deny), ("confirm", entry.tools.confirm)]
        return lists.flatMap { list, patterns in
            patterns.filter { pattern in !names.contains { pattern.value.matches($0) } }.map { pattern in
                let nearest = Suggestion.nearest(to: pattern.value.pattern, in: names).map { "; did you mean \"\($0)\"?" } ?? ""
                return .init(
                    place: pattern.place, message: "tools.\(list) \"\(pattern.value.pattern)\" matches no tool of \(entry.name)\(nearest)")
            }
        }
    }
}

extension DescribedTool {
    /// The tool as clients see it, with the time one call may take.
    func definition(deadline: Int64) -> ToolDefinition {
        ToolDefinition(
            name: name, title: title, description: description, hints: hints, inputSchema: inputSchema, outputSchema: outputSchema,
            deadlineMilliseconds: deadline)
    }
}

/// Starting bundles side by side.
enum BundleStart {
    /// Why each bundle cannot be used; nil for those that can. Returns after `patience` milliseconds at the latest.
    static func run(_ bundles: [LoadedBundle], patience: Int64) -> [String?] {
        let start = MonotonicTime.now
        for bundle in bundles { bundle.life.begin() }
        return bundles.map { $0.life.outcome(within: patience, since: start) }
    }

    /// The same for a client that waits: what is still starting after `patience` milliseconds counts as up.
    static func runEarly(_ bundles: [LoadedBundle], patience: Int64) -> [String?] {
        let start = MonotonicTime.now
        for bundle in bundles { bundle.life.begin() }
        return bundles.map { $0.life.earlyOutcome(within: patience, since: start) }
    }
}
