import PluginABI

/// A bundle as it describes itself, copied and checked.
struct DescribedPlugin {
    var id: String
    var version: String
    var title: String
    var isThreadSafe: Bool
    var hasJSONFailures: Bool
    /// Of the header it was built with.
    var abiRevision: UInt32
    /// Ids of the services it asks for, with a question mark for those it can do without.
    var needs: [String]
    var tools: [DescribedTool]
    var start: (@convention(c) (UnsafeMutablePointer<mcp_host>?) -> mcp_status)?
    var end: (@convention(c) () -> Void)?
}

/// Reads the entry and the descriptor of a bundle, in the order in which each part is safe to touch.
enum PluginReader {
    /// - Parameter entry: what `mcp_plugin_entry` points to.
    static func read(
        entry: UnsafeRawPointer, services: ServiceProvider
    ) throws(BundleRefusal) -> DescribedPlugin {
        let entrySize = entry.load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: entrySize, minimum: 24, of: "mcp_entry") { throw BundleRefusal(problem) }
        let raw = GrowingStruct.read(entry, size: entrySize, zero: mcp_entry())
        guard raw.abi_major == 1 else {
            throw BundleRefusal("it was built for ABI \(raw.abi_major), this host has ABI 1; rebuild it against this host's mcp_plugin.h")
        }
        guard raw.reserved == 0 else { throw BundleRefusal("its entry has reserved \(raw.reserved), which must be 0") }
        guard let describe = raw.describe else { throw BundleRefusal("its entry has no describe function") }
        guard let plugin = describe() else { throw BundleRefusal("it refused to describe itself (describe returned NULL)") }
        let size = UnsafeRawPointer(plugin).load(as: UInt32.self)
        if let problem = GrowingStruct.problem(size: size, minimum: 104, of: "mcp_plugin") { throw BundleRefusal(problem) }
        return try read(GrowingStruct.read(plugin, size: size, zero: mcp_plugin()), abiRevision: raw.abi_revision, services)
    }

    private static func read(
        _ raw: mcp_plugin, abiRevision: UInt32, _ services: ServiceProvider
    ) throws(BundleRefusal) -> DescribedPlugin {
        guard raw.flags & ~3 == 0 else { throw BundleRefusal("its flags \(raw.flags) have unknown bits") }
        let id = try BorrowedText.field(raw.id, "id").get()
        guard Identifier.isReverseDomain(id) else {
            let shown = JSON.string(ArgumentProblems.cut(id, 80)).text
            throw BundleRefusal("its id must be a reverse domain name such as com.example.hello, it is \(shown)")
        }
        let version = try BorrowedText.field(raw.version, "version").get()
        let title = try BorrowedText.field(raw.title, "title").get()
        guard !version.isEmpty else { throw BundleRefusal("its version is empty") }
        guard !title.isEmpty else { throw BundleRefusal("its title is empty") }
        let needs = try needs(raw, services)
        return DescribedPlugin(
            id: id, version: version, title: title, isThreadSafe: raw.flags & 1 != 0, hasJSONFailures: raw.flags & 2 != 0, abiRevision: abiRevision,
            needs: needs, tools: try ToolReader.read(raw.tools, count: raw.tool_count), start: raw.`init`, end: raw.deinit)
    }

    private static func needs(_ raw: mcp_plugin, _ services: ServiceProvider) throws(BundleRefusal) -> [String] {
        guard raw.need_count > 0 else { return [] }
        var ids: [String] = []
        guard raw.need_count <= 256 else { throw BundleRefusal("it has \(raw.need_count) needs, at most 256 are allowed") }
        guard let needs = raw.needs else { throw BundleRefusal("it has \(raw.need_count) needs, but no pointer to them") }
        for need in UnsafeBufferPointer(start: needs, count: raw.need_count) {
            let id = try BorrowedText.field(need.id, "needed service's id").get()
            guard need.required <= 1 else { throw BundleRefusal("its need of \(id) says required \(need.required), allowed is 0 or 1") }
            ids.append(need.required == 1 ? id : id + "?")
            guard need.required == 1, services(id, need.revision) == nil else { continue }
            // Every service table starts with its size and its revision.
            guard let offered = services(id, 0)?.load(fromByteOffset: 4, as: UInt32.self) else {
                throw BundleRefusal("it needs service \(id) in revision \(need.revision), this host does not have that service")
            }
            throw BundleRefusal("it needs service \(id) in revision \(need.revision), this host has revision \(offered)")
        }
        return ids
    }
}
