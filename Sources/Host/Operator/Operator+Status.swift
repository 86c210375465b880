extension Operator {
    /// Shows what this machine knows about the sessions. Sends nothing, loads no bundle, changes no file.
    package static func status(_ options: DeploymentOptions, json: Bool) -> ExitStatus {
        protectMemory()
        switch configuration(options) {
        case .failure(let status): return status
        case .success(let configuration):
            let report = StatusReport(configuration, in: .process)
            let isTold = say(json ? report.json.text : report.text)
            return ending(report.isBroken ? .failure : .success, isTold: isTold)
        }
    }
}

extension StatusReport {
    /// - Parameter directory: where all state lies, for tests; nil: the usual places.
    init(_ configuration: Configuration, in surroundings: Surroundings, directory: String? = nil) {
        let entries = configuration.manifest.bundles
        let on = entries.filter { $0.problems.isEmpty && configuration.policy.exclusion(of: $0) == nil }
        let findings = SessionSet(configuration.manifest.sessions, surroundings: surroundings).findings
        let seconds = WallClock.milliseconds / 1000
        file = configuration.file
        writes = configuration.policy.isReadOnly ? .off : configuration.policy.writes?.value ?? .auto
        bundlesOn = on.count
        bundlesOff = entries.count - on.count
        now = seconds
        let common = writes
        sessions = zip(configuration.manifest.sessions, findings).map { entry, finding in
            let grants = on.filter { bundle in bundle.sessions.contains { $0.value == entry.name } }.map {
                SessionStatus.Grant(bundle: $0.name, writes: max(common, $0.writes?.value ?? .auto))
            }
            return SessionStatus(entry, findings: finding.problems, grants: grants, seconds: seconds, directory: directory)
        }
    }
}
