/// All tools that are on, by name and in a stable order: bundles as in plugins.json, tools as in their descriptors.
struct Catalog: Sendable {
    private(set) var tools: [Tool] = []
    private var index: [String: Int] = [:]

    subscript(name: String) -> Tool? { index[name].map { tools[$0] } }

    /// Adds the tools of one bundle, or none of them when one has a name that is taken.
    mutating func add(_ tools: [Tool]) -> BundleRefusal? {
        var added: [String: Int] = [:]
        for (offset, tool) in tools.enumerated() {
            let name = tool.definition.name
            if let other = self[name] {
                return BundleRefusal(
                    "its tool \"\(name)\" has the same name as one of bundle \(other.bundleName), which comes first; bundle \(tool.bundleName) is left out, or switch one of the two tools off in plugins.json")
            }
            guard added.updateValue(self.tools.count + offset, forKey: name) == nil else {
                return BundleRefusal("bundle \(tool.bundleName) has two tools named \"\(name)\"")
            }
        }
        index.merge(added) { first, _ in first }
        self.tools += tools
        return nil
    }
}
