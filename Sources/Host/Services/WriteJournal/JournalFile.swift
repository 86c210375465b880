import Glibc

/// The file of a journal. The ledger is written into two places in turn, each with its own number and checksum, so that a
/// process killed while it writes, or a machine that loses power, leaves the one before. The file keeps its size: what has
/// been written over is on the disk much sooner than what has been added.
struct JournalFile: Sendable {
    let name: String
    /// nil: the lasting directory of the user.
    let directory: String?

    fileprivate static let magic: UInt32 = 0x5772_4A32
    fileprivate static let headerSize = 24
    fileprivate static let slotSize = 128 << 10

    private func openFolder() -> Result<Int32, StateProblem> {
        directory.map(StateDirectory.open) ?? LastingDirectory.open("writes")
    }

    /// Whether nothing is noted. Takes no lock, changes and makes nothing.
    var isEmpty: Bool { read().map(\.entries.isEmpty) ?? !exists }

    var path: String? { (directory ?? LastingDirectory.path.map { $0 + "/writes" }).map { $0 + "/" + name } }
    private var exists: Bool { path.map { access($0, F_OK) == 0 } ?? false }

    /// Opens and locks the file, made if need be.
    func open() -> Result<Access, StateProblem> {
        let folder: Int32
        switch openFolder() {
        case .failure(let problem): return .failure(problem)
        case .success(let opened): folder = opened
        }
        defer { close(folder) }
        // One that was deleted between opening and locking is not the one that others see.
        for _ in 0..<8 {
            var isNew = false
            var descriptor = openat(folder, name, O_RDWR | O_NOFOLLOW | O_CLOEXEC)
            if descriptor < 0, errno == ENOENT {
                isNew = true
                descriptor = openat(folder, name, O_RDWR | O_CREAT | O_NOFOLLOW | O_CLOEXEC, 0o600)
            }
            guard descriptor >= 0 else { return .failure(StateProblem("cannot be opened", name)) }
            guard JournalFile.lock(descriptor, LOCK_EX) else {
                close(descriptor)
                return .failure(StateProblem("cannot be locked", name))
            }
            var status = stat()
            guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else {
                close(descriptor)
                return .failure(StateProblem("is no regular file of this user", name))
            }
            if status.st_nlink > 0 {
                if isNew { fsync(folder) }
                return .success(Access(descriptor: descriptor))
            }
            close(descriptor)
        }
        return .failure(StateProblem("keeps disappearing", name))
    }

    /// The ledger, without changing or making anything; nil when there is none, or none that can be read right now.
    func read() -> WriteLedger? {
        guard let path else { return nil }
        let descriptor = Glibc.open(path, O_RDONLY | O_NOFOLLOW | O_CLOEXEC | O_NONBLOCK)
        guard descriptor >= 0 else { return nil }
        let access = Access(descriptor: descriptor)
        defer { access.close() }
        var status = stat()
        guard fstat(descriptor, &status) == 0, status.st_mode & S_IFMT == S_IFREG, status.st_uid == geteuid() else { return nil }
        return access.read()
    }

    /// Holders need a few milliseconds; one that was stopped in the middle must not stop us for good.
    private static func lock(_ descriptor: Int32, _ kind: Int32) -> Bool {
        for attempt in 0..<600 {
            if flock(descriptor, kind | LOCK_NB) == 0 { return true }
            guard errno == EWOULDBLOCK || errno == EINTR else { return false }
            usleep(attempt < 40 ? 250 : 5_000)
        }
        return false
    }
}

extension JournalFile {
    /// The file while it is open.
    struct Access {
        let descriptor: Int32

        /// Gives the lock back too.
        func close() { Glibc.close(descriptor) }

        /// nil when there is something, but no ledger of this version.
        func read() -> WriteLedger? {
            var status = stat()
            guard fstat(descriptor, &status) == 0 else { return nil }
            if status.st_size == 0 { return WriteLedger() }
            return newest?.ledger
        }

        /// - Parameter isDurable: true only when it has reached the disk.
        func write(_ ledger: WriteLedger, isDurable: Bool) -> Bool {
            let number = (newest?.number ?? 0) &+ 1
            let payload = ledger.encoded
            guard payload.count <= slotSize - headerSize else { return false }
            var header = ByteWriter()
            header.put(magic)
            header.put(UInt32(payload.count))
            header.put(number)
            header.put(Access.checksum(number, payload))
            let bytes = header.bytes + payload
            guard pwrite(descriptor, bytes, bytes.count, Access.offset(of: number)) == bytes.count else { return false }
            return !isDurable || fdatasync(descriptor) == 0
        }

        private var newest: (number: UInt64, ledger: WriteLedger)? {
            let slots = [readSlot(0), readSlot(1)].compactMap { $0 }
            return slots.max { $0.number < $1.number }
        }

        private func readSlot(_ index: UInt64) -> (number: UInt64, ledger: WriteLedger)? {
            var header = [UInt8](repeating: 0, count: headerSize)
            guard pread(descriptor, &header, headerSize, Access.offset(of: index)) == headerSize else { return nil }
            var reader = ByteReader(bytes: header)
            guard reader.take(UInt32.self) == magic, let size = reader.take(UInt32.self), size <= slotSize - headerSize,
                let number = reader.take(UInt64.self), number % 2 == index, let checksum = reader.take(UInt64.self)
            else { return nil }
            var payload = [UInt8](repeating: 0, count: Int(size))
            guard pread(descriptor, &payload, payload.count, Access.offset(of: index) + headerSize) == payload.count,
                Access.checksum(number, payload) == checksum, let ledger = WriteLedger(payload)
            else { return nil }
            return (number, ledger)
        }

        private static func offset(of number: UInt64) -> Int { Int(number % 2) * slotSize }

        private static func checksum(_ number: UInt64, _ payload: [UInt8]) -> UInt64 {
            Checksum.of(payload) ^ (number &* 0x9E37_79B9_7F4A_7C15)
        }
    }
}
