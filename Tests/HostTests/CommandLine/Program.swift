import Glibc

@testable import Host

/// The built `mcp-host`, run as a process of its own with an environment of its own.
struct Program {
    struct Result {
        var status: Int32
        var output: String
        var errors: String
    }

    enum Trouble: Error { case cannotStart(Int32), endedBySignal(Int32) }

    /// The folder of the built products, which holds the tests too.
    static var folder: String { FilePath.directory(of: FilePath.program) }
    static var path: String { FilePath.join(folder, "mcp-host") }

    /// Runs to the end. Output goes through files, so that no pipe can fill up.
    static func run(
        _ arguments: [String], in directory: String, environment: [String: String] = [:], input: String = "", path: String = Program.path
    ) throws -> Result {
        let folder = try TemporaryFolder()
        let files = [try folder.write("in", input), try folder.write("out"), try folder.write("err")]
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, files[0], O_RDONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 1, files[1], O_WRONLY, 0)
        posix_spawn_file_actions_addopen(&actions, 2, files[2], O_WRONLY, 0)
        var kept = ["HOME": directory, "XDG_RUNTIME_DIR": directory, "PATH": "/usr/bin:/bin"]
        if let libraries = getenv("LD_LIBRARY_PATH") { kept["LD_LIBRARY_PATH"] = String(cString: libraries) }
        let variables = kept.merging(environment) { $1 }.map { "\($0.key)=\($0.value)" }
        var process = pid_t()
        // A shell changes the folder: the call that would do it is not visible to Swift.
        let command = ["sh", "-c", #"cd "$0" && exec "$@""#, directory, path] + arguments
        let code = withStrings(command) { argv in
            withStrings(variables) { envp in posix_spawn(&process, "/bin/sh", &actions, nil, argv, envp) }
        }
        guard code == 0 else { throw Trouble.cannotStart(code) }
        var status: Int32 = 0
        while waitpid(process, &status, 0) < 0, errno == EINTR {}
        guard status & 0x7F == 0 else { throw Trouble.endedBySignal(status & 0x7F) }
        return Result(
            status: (status >> 8) & 0xFF, output: String(decoding: try TestFile.read(files[1]), as: UTF8.self),
            errors: String(decoding: try TestFile.read(files[2]), as: UTF8.self))
    }

    /// The folder of mcp_plugin.h.
    static var headers: String {
        #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/") + "/Sources/PluginABI/include"
    }

    /// Compiles C sources of the package, given from its root, into a bundle.
    static func compile(_ sources: [String], to bundle: String) throws -> Result {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(4).joined(separator: "/")
        let flags = ["-shared", "-fPIC", "-o", bundle, "-I", root + "/Sources/PluginABI/include"]
        return try run(flags + sources.map { "\(root)/\($0)" }, in: "/tmp", path: "/usr/bin/cc")
    }

    private static func withStrings<Result>(
        _ strings: [String], _ body: (UnsafeMutablePointer<UnsafeMutablePointer<CChar>?>) -> Result
    ) -> Result {
        var pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeMutableBufferPointer { body($0.baseAddress!) }
    }
}
