import Glibc

/// A `SharedState` in a file, one process at a time. A lock dies with its process, and the state carries a checksum, so a
/// process killed at any moment leaves nothing in the way of the others. When the file cannot be used, the state lives on
/// in this process alone, and the log says so once. Safe from any thread.
final class StateFile: Sendable {
    private struct Inner {
        var local = SharedState()
        var descriptor: Int32?
        var isBroken = false
    }

    private static let sizeLimit = 1 << 20

    private let name: String
    /// nil: the directory of the user.
    private let directory: String?
    private let log: HostLog
    private let inner = Monitor(Inner())

    /// - Parameters:
    ///   - name: file name, without secrets.
    ///   - directory: for tests; an absolute path.
    init(name: String, directory: String? = nil, log: HostLog = .shared) {
        self.name = name
        self.directory = directory
        self.log = log
    }

    deinit {
        if let descriptor = inner.withLock({ $0.descriptor }) { close(descriptor) }
    }

    /// Reads, changes and writes the state with the lock held. `body` must be quick.
    func update<Result>(_ body: (inout SharedState) -> Result) -> Result {
        inner.withLock { inner in
            guard let descriptor = open(&inner), Self.lock(descriptor) else {
                report(&inner, "cannot be locked")
                return body(&inner.local)
            }
            defer { flock(descriptor, LOCK_UN) }
            let before = Self.read(descriptor)
            var state = before ?? inner.local
            let result = body(&state)
            inner.local = state
            if state != before, !write(state, to: descriptor) { report(&inner, "cannot be written") }
            return result
        }
    }

    /// What the file holds, without making or changing anything; nil when there is nothing of this boot.
    ///
    /// - Parameter directory: for tests; an absolute path.
    static func peek(name: String, directory: String? = nil) -> SharedState? {
        let opened: Int32? = directory.map { try? StateDirectory.openExisting($0).get() } ?? StateDirectory.existing()
        guard let folder = opened else { return nil }
        defer { close(folder) }
        let descriptor = openat(folder, name, O_RDONLY | O_NOFOLLOW | O_CLOEXEC)
        guard descriptor >= 0 else { return nil }
        defer { close(descriptor) }
        // Shared: whoever writes is waited for.
        guard lock(descriptor, LOCK_SH) else { return nil }
        return read(descriptor)
    }

    private func open(_ inner: inout Inner) -> Int32? {
        if let descriptor = inner.descriptor { return descriptor }
        if inner.isBroken { return nil }
        switch directory.map(StateDirectory.open) ?? StateDirectory.open() {
        case .failure(let problem):
            report(&inner, problem.message)
            return nil
        case .success(let folder):
            defer { close(folder) }
            let descriptor = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            guard descriptor >= 0 else {
                report(&inner, "cannot be opened (\(String(cString: strerror(errno))))")
                return nil
            }
            inner.descriptor = descriptor
            return descriptor
        }
    }

    /// Holders need microseconds; one that was stopped in the middle must not stop us.
    private static func lock(_ descriptor: Int32, _ kind: Int32 = LOCK_EX) -> Bool {
        for attempt in 0..<400 {
            if flock(descriptor, kind | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(attempt < 20 ? 250 : 5_000)
        }
        return false
    }

    private static func read(_ descriptor: Int32) -> SharedState? {
        var status = stat()
        guard fstat(descriptor, &status) == 0, (1...StateFile.sizeLimit).contains(Int(status.st_size)) else { return nil }
        var bytes = [UInt8](repeating: 0, count: Int(status.st_size))
        guard pread(descriptor, &bytes, bytes.count, 0) == bytes.count else { return nil }
        return SharedState(bytes, boot: Boot.current)
    }

    private func write(_ state: SharedState, to descriptor: Int32) -> Bool {
        let bytes = state.encoded(boot: Boot.current)
        guard pwrite(descriptor, bytes, bytes.count, 0) == bytes.count else { return false }
        return ftruncate(descriptor, bytes.count) == 0
    }

    private func report(_ inner: inout Inner, _ what: String) {
        guard !inner.isBroken else { return }
        inner.isBroken = true
        log.write(.warning, "limits are not shared with other processes: state file \(name) \(what)")
    }
}

/// Names the running boot of this machine.
enum Boot {
    static let current: UInt64 = {
        let descriptor = open("/proc/sys/kernel/random/boot_id", O_RDONLY | O_CLOEXEC)
        guard descriptor >= 0 else { return 0 }
        defer { close(descriptor) }
        var bytes = [UInt8](repeating: 0, count: 64)
        let count = read(descriptor, &bytes, bytes.count)
        return count > 0 ? Checksum.of(Array(bytes[..<count])) : 0
    }()
}
