import AIWorkerKit

// What libAIWorker.so finds here. `start` comes first, `stop` last.

@c public func aiworker_engine_revision() -> Int32 { 1 }

@c public func aiworker_engine_start(_ host: UnsafeMutablePointer<mcp_host>) {
    AttachedHost.attach(host, needs: [.settings, .log, .http])
    Engine.shared.start()
}

@c public func aiworker_engine_run(_ call: Call, _ tool: mcp_str, _ arguments: mcp_json) -> Status {
    call.answer { call in
        guard let object = try arguments.value()?.asObject else { throw Failure("internal", "the arguments are no object") }
        call.structured(try Engine.shared.run(String(tool), ToolArguments(object), call))
    }
}

@c public func aiworker_engine_stop() { Engine.shared.stop() }
