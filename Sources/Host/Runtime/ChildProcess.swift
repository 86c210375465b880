import Glibc
import LinuxShim

/// A program of somebody else, run to its end without a shell: nothing on its input, its output kept, its life bounded.
struct ChildProcess {
    static let outputLimit = 1 << 20
    private static let errorLimit = 16 << 10

    /// With a slash: a path. Without: looked up in PATH.
    let command: String
    let arguments: [String]
    /// Lines `NAME=value`, all of them.
    let environment: [String]

    enum Outcome: Equatable {
        /// Exit code, or 128 and the number of the signal that ended it.
        case ended(status: Int32, output: [UInt8], errors: [UInt8])
        case notStarted(String)
        case tooLate
        case tooMuch
        case cancelled
    }

    /// The environment of this process.
    static var inheritedEnvironment: [String] {
        var lines: [String] = []
        var next = environ
        while let line = next.pointee {
            lines.append(String(cString: line))
            next += 1
        }
        return lines
    }

    /// Blocks. The program and what it started are killed when it takes too long, prints too much or nobody wants it any more.
    func run(until deadline: MonotonicTime, cancellation: Cancellation) -> Outcome {
        guard let output = Pipe(), let errors = Pipe() else { return .notStarted("the system has no pipe for it") }
        defer {
            output.close()
            errors.close()
        }
        var process = pid_t()
        let code = spawn(&process, output: output.writing, errors: errors.writing)
        guard code == 0 else { return .notStarted(String(cString: strerror(code))) }
        output.closeWriting()
        errors.closeWriting()
        var streams = [Stream(output.reading, limit: ChildProcess.outputLimit), Stream(errors.reading, limit: ChildProcess.errorLimit)]
        var status: Int32?
        while true {
            if cancellation.isCancelled { return end(process, status, .cancelled) }
            if MonotonicTime.now >= deadline { return end(process, status, .tooLate) }
            if status == nil { status = ChildProcess.reap(process, WNOHANG) }
            // What it left running may keep its output open, so its own end counts, too.
            let hasEnded = status != nil
            ChildProcess.read(&streams, milliseconds: hasEnded ? 0 : 20)
            if streams[0].isTooLong { return end(process, status, .tooMuch) }
            if hasEnded { return end(process, status, .ended(status: status ?? 0, output: streams[0].bytes, errors: streams[1].bytes)) }
        }
    }

    /// Leaves nothing behind, whatever came of it.
    private func end(_ process: pid_t, _ status: Int32?, _ outcome: Outcome) -> Outcome {
        kill(-process, SIGKILL)
        if status == nil { _ = ChildProcess.reap(process, 0) }
        return outcome
    }

    private func spawn(_ process: inout pid_t, output: Int32, errors: Int32) -> Int32 {
        var actions = posix_spawn_file_actions_t()
        posix_spawn_file_actions_init(&actions)
        defer { posix_spawn_file_actions_destroy(&actions) }
        posix_spawn_file_actions_addopen(&actions, 0, "/dev/null", O_RDONLY, 0)
        posix_spawn_file_actions_adddup2(&actions, output, 1)
        posix_spawn_file_actions_adddup2(&actions, errors, 2)
        // Bundles may have left descriptors open that are not theirs to pass on.
        linux_spawn_without_descriptors(&actions, 3)
        var attributes = posix_spawnattr_t()
        posix_spawnattr_init(&attributes)
        defer { posix_spawnattr_destroy(&attributes) }
        var none = sigset_t()
        var all = sigset_t()
        sigemptyset(&none)
        sigfillset(&all)
        posix_spawnattr_setsigmask(&attributes, &none)
        posix_spawnattr_setsigdefault(&attributes, &all)
        posix_spawnattr_setpgroup(&attributes, 0)
        posix_spawnattr_setflags(&attributes, Int16(POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF | POSIX_SPAWN_SETPGROUP))
        return ChildProcess.withStrings([command] + arguments) { arguments in
            ChildProcess.withStrings(environment) { environment in
                posix_spawnp(&process, command, &actions, &attributes, arguments, environment)
            }
        }
    }

    /// The exit status; nil while it runs.
    private static func reap(_ process: pid_t, _ options: Int32) -> Int32? {
        var status: Int32 = 0
        while true {
            let found = waitpid(process, &status, options)
            if found == process { return status & 0x7F == 0 ? (status >> 8) & 0xFF : 128 + status & 0x7F }
            if found == 0 { return nil }
            // Somebody has this process ignore its children: the kernel has kept no status.
            if errno != EINTR { return 0 }
        }
    }

    private static func withStrings(
        _ strings: [String], _ body: (UnsafePointer<UnsafeMutablePointer<CChar>?>) -> Int32
    ) -> Int32 {
        let pointers: [UnsafeMutablePointer<CChar>?] = strings.map { strdup($0) } + [nil]
        defer { for pointer in pointers { free(pointer) } }
        return pointers.withUnsafeBufferPointer { $0.baseAddress.map(body) ?? EINVAL }
    }
}

/// What comes out of the program.
extension ChildProcess {
    private struct Stream {
        let descriptor: Int32
        let limit: Int
        var bytes: [UInt8] = []
        var isOpen = true
        var isTooLong = false

        init(_ descriptor: Int32, limit: Int) {
            self.descriptor = descriptor
            self.limit = limit
        }
    }

    private final class Pipe {
        private(set) var reading: Int32 = -1
        private(set) var writing: Int32 = -1

        init?() {
            var ends: [Int32] = [-1, -1]
            guard linux_pipe(&ends) == 0 else { return nil }
            (reading, writing) = (ends[0], ends[1])
            _ = fcntl(reading, F_SETFL, O_NONBLOCK)
        }

        func closeWriting() {
            if writing >= 0 { Glibc.close(writing) }
            writing = -1
        }

        func close() {
            closeWriting()
            if reading >= 0 { Glibc.close(reading) }
            reading = -1
        }
    }

    /// Takes what is there, after waiting a little for it.
    private static func read(_ streams: inout [Stream], milliseconds: Int32) {
        // A negative descriptor is passed over.
        var polled = streams.map { pollfd(fd: $0.isOpen ? $0.descriptor : -1, events: Int16(POLLIN), revents: 0) }
        _ = poll(&polled, nfds_t(polled.count), milliseconds)
        var buffer = [UInt8](repeating: 0, count: 65_536)
        for index in streams.indices where streams[index].isOpen {
            while true {
                let count = Glibc.read(streams[index].descriptor, &buffer, buffer.count)
                if count < 0 {
                    if errno == EINTR { continue }
                    streams[index].isOpen = errno == EAGAIN
                    break
                }
                guard count > 0 else {
                    streams[index].isOpen = false
                    break
                }
                // More than anybody reads is thrown away, so that the program is not stopped by a full pipe.
                let room = streams[index].limit - streams[index].bytes.count
                streams[index].bytes += buffer[..<min(count, room)]
                if count > room {
                    streams[index].isTooLong = true
                    break
                }
            }
        }
    }
}
