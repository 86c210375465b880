import PluginABI

/// Waiting, progress and the client's log.
extension CallHandle {
    func wait(_ milliseconds: Int64) -> Int32 {
        let end = MonotonicTime.now.adding(milliseconds: max(milliseconds, 0))
        let isWhole = end <= call.deadline
        let slept = call.cancellation.sleep(until: min(end, call.deadline))
        return slept && isWhole ? CallStatus.ok : CallStatus.cancelled
    }

    func progress(_ progress: Double, _ total: Double, _ message: mcp_str) -> Int32 {
        guard progress.isFinite, total.isFinite else { return invalid("R2", "progress got a number that is not finite") }
        guard let message = copied(message, "the message of progress", limit: 1 << 16) else { return CallStatus.invalid }
        if isStopped { return CallStatus.cancelled }
        if isFinished { return CallStatus.invalid }
        call.client.progress(progress, total: total > 0 ? total : nil, message: message.isEmpty ? nil : message)
        return CallStatus.ok
    }

    func log(_ level: UInt32, _ logger: mcp_str, _ data: mcp_json) -> Int32 {
        guard let level = LogLevel(rawValue: level) else { return invalid("R10", "log got the unknown level \(level)") }
        guard let logger = copied(logger, "the logger", limit: 256), data.size <= call.tool.resultLimit,
            let data = parsed(data, "the data of log")
        else { return CallStatus.invalid }
        if isStopped { return CallStatus.cancelled }
        if isFinished { return CallStatus.invalid }
        call.client.log(level, logger: logger.isEmpty ? bundleName : logger, data: data)
        return CallStatus.ok
    }
}
