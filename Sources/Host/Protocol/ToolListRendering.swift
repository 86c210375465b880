/// `tools/list` in the words of each revision.
enum ToolListRendering {
    static func write(_ tools: [Tool], revision: Revision, into writer: inout JSONWriter) {
        writer.raw("{")
        if revision.isModern { writer.raw(#""resultType":"complete","#) }
        writer.raw(#""tools":["#)
        var isFirst = true
        for tool in tools {
            if !isFirst { writer.raw(",") }
            isFirst = false
            write(tool.definition, revision: revision, into: &writer)
        }
        writer.raw("]")
        if revision.isModern {
            writer.raw(#","ttlMs":"#)
            writer.integer(ModernRequests.cacheMilliseconds)
            writer.raw(#","cacheScope":"private","_meta":"#)
            writer.raw(ModernRequests.resultMetaText)
        }
        writer.raw("}")
    }

    private static func write(_ tool: ToolDefinition, revision: Revision, into writer: inout JSONWriter) {
        writer.raw(#"{"name":"#)
        writer.string(tool.name)
        if revision.hasTitles, !tool.title.isEmpty {
            writer.raw(#","title":"#)
            writer.string(tool.title)
        }
        writer.raw(#","description":"#)
        writer.string(tool.description)
        writer.raw(#","inputSchema":"#)
        writer.value(tool.inputSchema)
        if let schema = listedOutputSchema(of: tool, revision: revision) {
            writer.raw(#","outputSchema":"#)
            writer.value(schema)
        }
        if revision.hasToolAnnotations {
            writer.raw(#","annotations":"#)
            writer.value([
                "readOnlyHint": .bool(tool.hints.contains(.readOnly)),
                "destructiveHint": .bool(tool.hints.contains(.destructive)),
                "idempotentHint": .bool(tool.hints.contains(.idempotent)),
                "openWorldHint": .bool(tool.hints.contains(.openWorld)),
            ])
        }
        writer.raw("}")
    }

    /// Requirement B-41: from 2025-06-18 on, and before 2026-07-28 only with an object at the root.
    static func listedOutputSchema(of tool: ToolDefinition, revision: Revision) -> JSON? {
        guard revision.hasStructuredContent, let schema = tool.outputSchema else { return nil }
        return revision.isModern || schema["type"] == "object" ? schema : nil
    }
}
