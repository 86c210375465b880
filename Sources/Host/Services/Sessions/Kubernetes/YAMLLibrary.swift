import Glibc

/// libYAMLReader.so, which stands beside the program and is loaded when a kubeconfig is first read: the YAML parser needs more
/// memory and more time at start than all the rest of the host.
struct YAMLLibrary: Sendable {
    static let fileName = "libYAMLReader.so"
    static let revision: Int32 = 1
    /// Largest document in bytes.
    static let sizeLimit = 1 << 20

    /// Loaded once, or why it cannot be.
    static let shared: Result<YAMLLibrary, BundleRefusal> = load(FilePath.join(FilePath.directory(of: FilePath.program), fileName))

    private typealias Convert = @convention(c) (
        UnsafePointer<UInt8>?, Int, UnsafeMutablePointer<UnsafeMutablePointer<UInt8>?>?, UnsafeMutablePointer<Int>?,
        UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>?
    ) -> Int32
    private typealias Free = @convention(c) (UnsafeMutableRawPointer?) -> Void

    private let convert: Convert
    private let free: Free

    /// - Parameter path: absolute.
    static func load(_ path: String) -> Result<YAMLLibrary, BundleRefusal> {
        let library: SharedLibrary
        do throws(BundleRefusal) {
            library = try SharedLibrary.open(path)
        } catch {
            return .failure(BundleRefusal("\(error.message); it belongs beside mcp-host"))
        }
        guard let version = library.symbol("yaml_reader_revision"), let convert = library.symbol("yaml_to_json"),
            let free = library.symbol("yaml_reader_free")
        else { return .failure(BundleRefusal("\(fileName) is not the one that belongs to this mcp-host")) }
        // The casts hold because both sides agree on the revision, which has had this type since the first.
        let found = unsafeBitCast(version, to: (@convention(c) () -> Int32).self)()
        guard found == revision else {
            return .failure(BundleRefusal("\(fileName) has revision \(found), this mcp-host needs \(revision): install them together"))
        }
        return .success(YAMLLibrary(convert: unsafeBitCast(convert, to: Convert.self), free: unsafeBitCast(free, to: Free.self)))
    }

    /// The document as JSON. The message of a failure names a line and no value.
    func json(_ bytes: [UInt8]) -> Result<JSON, BundleRefusal> {
        var output: UnsafeMutablePointer<UInt8>?
        var size = 0
        var message: UnsafeMutablePointer<CChar>?
        let status = bytes.withUnsafeBufferPointer { convert($0.baseAddress, $0.count, &output, &size, &message) }
        defer {
            free(output)
            free(message)
        }
        guard status == 0, let output else { return .failure(BundleRefusal(message.map { String(cString: $0) } ?? "cannot be read as YAML")) }
        guard let json = try? JSON(parsing: Array(UnsafeBufferPointer(start: output, count: size))) else {
            return .failure(BundleRefusal("cannot be read as YAML"))
        }
        return .success(json)
    }
}
