import PluginKit

@c public func greet(_ call: Call, _ name: Text, _ times: Int64) -> Status {
    call.answer { for _ in 0..<times { $0.text("Hello, \(name)!") } }
}

let plugin = Plugin("com.example.hello", "1.0.0", "Greetings", tools: [
    Tool("greet", greet, "Say hello to someone.", .readOnly,
         .string("name", "Who to greet", minLength: 1),
         .integer("times", "How often", in: 1...10, default: 1)),
])

@c public func mcp_swift_plugin() -> UnsafePointer<mcp_plugin>? { plugin.descriptor }
