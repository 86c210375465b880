import ArgumentParser
import KworkSandbox

/// `RPS,BURST[,SLACK_MS]` on the command line.
struct PaceArgument: ExpressibleByArgument, Sendable {
    var limit: SandboxConfiguration.PaceLimit

    init?(argument: String) {
        let parts = argument.split(separator: ",", omittingEmptySubsequences: false)
        guard (2...3).contains(parts.count), let rate = Double(parts[0]), rate > 0, rate.isFinite, let burst = Int(parts[1]), burst > 0 else {
            return nil
        }
        limit = SandboxConfiguration.PaceLimit(rate: rate, burst: burst)
        if parts.count == 3 {
            guard let slack = Int(parts[2]), (0...1000).contains(slack) else { return nil }
            limit.slackMilliseconds = slack
        }
    }
}
