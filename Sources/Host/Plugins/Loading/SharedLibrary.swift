import Glibc

/// A shared library in this process. Never unloaded: its threads and its Swift runtime could not survive that.
struct SharedLibrary: @unchecked Sendable {
    // Sendable by hand: an opaque handle that dlsym takes from any thread.
    private let handle: UnsafeMutableRawPointer

    /// Loads the library with all its symbols resolved and none of them visible to others.
    static func open(_ path: String) throws(BundleRefusal) -> SharedLibrary {
        if let problem = LibraryFile.problem(path) { throw BundleRefusal("cannot load \(path): \(problem)") }
        // A bare name would be looked up in the system's library folders.
        let name = path.contains("/") ? path : "./\(path)"
        guard let handle = dlopen(name, RTLD_NOW | RTLD_LOCAL) else {
            throw BundleRefusal("cannot load \(path): \(explanation(path))")
        }
        return SharedLibrary(handle: handle)
    }

    /// The address of a symbol of this very library.
    func symbol(_ name: String) -> UnsafeRawPointer? { dlsym(handle, name).map { UnsafeRawPointer($0) } }

    /// What the dynamic linker said, on one line, with a hint for the usual causes.
    private static func explanation(_ path: String) -> String {
        guard let text = dlerror() else { return "the dynamic linker gave no reason" }
        var said = String(cString: text)
        for prefix in ["\(path): ", "./\(path): "] where said.hasPrefix(prefix) { said.removeFirst(prefix.count) }
        said = String(said.map { $0.isNewline ? " " : $0 })
        if said.contains("undefined symbol") { return "\(said); link the library that has it" }
        if said.contains("cannot open shared object file") { return "a library it is linked with is missing (\(said))" }
        return said
    }
}
