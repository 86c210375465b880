import Synchronization

/// What bundles do against the rules of the plugin header: one line each in the operator's log, with the rule's number.
enum Misbehaviour {
    /// More lines of one process are counted, not written: a careless loop must not fill the log.
    static let mostLines = 1000

    private static let written = Atomic<Int>(0)
    private static let observers = Guarded<[@Sendable (String) -> Void]>([])

    static func report(bundle: String, tool: String? = nil, rule: String, _ text: String) {
        let place = tool.map { "bundle \(bundle), tool \($0)" } ?? "bundle \(bundle)"
        let line = "\(place) broke rule \(rule) of the plugin header: \(text)"
        for observer in observers.withLock({ $0 }) { observer(line) }
        let count = written.add(1, ordering: .relaxed).newValue
        if count <= mostLines { HostLog.shared.write(.warning, line) }
        if count == mostLines { HostLog.shared.write(.warning, "further misbehaviour of bundles is not logged") }
    }

    /// Lets tests, and whoever shows the state of bundles, see each line.
    static func observe(_ observer: @escaping @Sendable (String) -> Void) {
        observers.withLock { $0.append(observer) }
    }
}
