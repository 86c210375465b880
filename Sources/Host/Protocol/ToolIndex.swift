/// The tools of the process, by name and in their stable order. Fixed once made.
final class ToolIndex: Sendable {
    let tools: [Tool]
    private let byName: [String: Tool]
    private let lists = Monitor<[Revision: [UInt8]]>([:])

    init(_ tools: [Tool]) {
        self.tools = tools
        byName = Dictionary(tools.map { ($0.definition.name, $0) }, uniquingKeysWith: { first, _ in first })
    }

    subscript(name: String) -> Tool? { byName[name] }

    /// The result of `tools/list`, written once for each revision that asks.
    func rendered(for revision: Revision) -> [UInt8] {
        lists.withLock { lists in
            if let list = lists[revision] { return list }
            var writer = JSONWriter(capacity: tools.count * 1024)
            ToolListRendering.write(tools, revision: revision, into: &writer)
            lists[revision] = writer.bytes
            return writer.bytes
        }
    }
}
