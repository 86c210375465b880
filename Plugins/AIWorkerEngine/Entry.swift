import AIWorkerKit

// What libAIWorker.so finds here. `start` comes first, `stop` last.

/// What both libraries agree on, and which may be called from any thread at any time: grows when one of the other three changes.
@c public func aiworker_engine_revision() -> Int32 { 1 }

/// Takes the host's table, which stays valid for the life of the process, reads the settings and begins the work in the background. Once.
@c public func aiworker_engine_start(_ host: UnsafeMutablePointer<mcp_host>) {
    AttachedHost.attach(host, needs: [.settings, .log, .http])
    Engine.shared.start()
}

/// Runs one tool to its end and answers the call, with a failure where it comes to one. From any thread, several at once; it blocks.
///
/// - Parameters: `tool` and the JSON object `arguments` belong to the caller, and are not kept beyond the call.
@c public func aiworker_engine_run(_ call: Call, _ tool: mcp_str, _ arguments: mcp_json) -> Status {
    call.answer { call in
        guard let object = try arguments.value()?.asObject else { throw Failure("internal", "the arguments are no object") }
        call.structured(try Engine.shared.run(String(tool), ToolArguments(object), call))
    }
}

/// Ends the work in the background; waits for it at most two seconds. Once, after the last call has been answered.
@c public func aiworker_engine_stop() { Engine.shared.stop() }
