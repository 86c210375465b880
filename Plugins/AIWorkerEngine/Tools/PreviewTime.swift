/// The time that one call of `trigger_preview_deploy` has.
struct PreviewTime {
    /// A short patience for the rollout is none for applying: a preview half applied helps nobody.
    private static let applying = Duration.seconds(3)

    private let clock = ContinuousClock()
    private let end: ContinuousClock.Instant
    private let beginning: ContinuousClock.Instant
    /// Between two looks at the task.
    private let interval: Duration
    private var looked: ContinuousClock.Instant

    /// - Parameters:
    ///   - patience: How long to wait for the pods, in seconds.
    ///   - leaseSeconds: How long a lease lasts that nobody renews.
    init(patience: Double, leaseSeconds: Double) {
        beginning = clock.now
        looked = beginning
        end = beginning + .milliseconds(Int64(patience * 1000))
        interval = .milliseconds(Int64(min(2, leaseSeconds * 0.3) * 1000))
    }

    /// Seconds that are left for the pods; negative when it is over.
    var remaining: Double { clock.now.duration(to: end) / .seconds(1) }

    func isOver(whileApplying: Bool) -> Bool {
        clock.now >= (whileApplying ? max(end, beginning + Self.applying) : end)
    }

    /// Whether it is time to see whether the task is still ours.
    mutating func needsLook() -> Bool {
        guard clock.now - looked >= interval else { return false }
        looked = clock.now
        return true
    }
}
