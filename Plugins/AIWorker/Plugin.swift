import PluginKit

let plugin = Plugin(
    "host.mcp.aiworker", "1.0.0", "aiworker: task queue for coding agents",
    needs: [.settings, .log, .http], threadSafe: true, jsonFailures: true,
    tools: [
        getNextTask, updateTaskStatus, askUserQuestion, checkQuestionResponse, createBranch, createPullRequest,
        triggerPreviewDeploy, getTaskDetails, logActivity, heartbeatTool,
    ],
    start: { EngineLibrary.shared.prepare() },
    stop: { EngineLibrary.shared.end() })

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
