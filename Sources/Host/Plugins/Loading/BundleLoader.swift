import PluginABI

/// Loads bundles. A bundle that is refused leaves no trace but its mapped file.
enum BundleLoader {
    /// Loads, reads and checks one bundle. Runs none of its code but constructors and `describe`.
    ///
    /// - Parameters:
    ///   - path: where the library is; relative to the working directory if it does not start with `/`.
    ///   - name: the bundle's name in plugins.json.
    ///   - settings: what `mcp.settings` gives the bundle.
    ///   - services: the tables this host offers.
    static func load(
        path: String, name: String, settings: JSONObject = JSONObject(), services: @escaping ServiceProvider
    ) -> Result<LoadedBundle, BundleRefusal> {
        do throws(BundleRefusal) {
            let library = try SharedLibrary.open(path)
            guard let entry = library.symbol(MCP_ENTRY_SYMBOL) else {
                throw BundleRefusal("\(path) is no tool bundle: it does not export \(MCP_ENTRY_SYMBOL)")
            }
            let plugin = try PluginReader.read(entry: entry, services: services)
            let host = HostHandle(bundleName: name, settings: settings, services: services)
            return .success(LoadedBundle(path: path, plugin: plugin, host: host))
        } catch {
            return .failure(error)
        }
    }
}
