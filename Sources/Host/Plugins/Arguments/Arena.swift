import Glibc

/// Memory of one call: handed out piece by piece, given back all at once. For one thread at a time.
final class Arena: @unchecked Sendable {
    // Sendable by hand: the worker thread fills it before the call begins, then it is only used with the call's lock held.

    /// Fits a small call, and glibc keeps blocks of this size ready per thread.
    private static let firstSize = 1000

    private var base: UnsafeMutableRawPointer
    private var used = 0
    private var size: Int
    private var others: [UnsafeMutableRawPointer] = []

    init() {
        base = Arena.obtain(Arena.firstSize)
        size = Arena.firstSize
    }

    deinit {
        free(base)
        for block in others { free(block) }
    }

    /// Memory aligned for every C type, not cleared. Never of size zero, so that what is empty still has an address.
    @inline(__always)
    func allocate(_ count: Int) -> UnsafeMutableRawPointer {
        let rounded = (max(count, 1) + 15) & ~15
        if used + rounded > size { grow(rounded) }
        defer { used += rounded }
        return base + used
    }

    /// A copy of some bytes.
    @inline(__always)
    func copy(_ bytes: UnsafeRawBufferPointer) -> UnsafeMutableRawPointer {
        let memory = allocate(bytes.count)
        if let source = bytes.baseAddress { memory.copyMemory(from: source, byteCount: bytes.count) }
        return memory
    }

    private func grow(_ needed: Int) {
        others.append(base)
        size = max(needed, min(size * 2, 1 << 20))
        base = Arena.obtain(size)
        used = 0
    }

    private static func obtain(_ size: Int) -> UnsafeMutableRawPointer {
        guard let memory = malloc(size) else {
            // The same end that Swift's own allocations have.
            preconditionFailure("out of memory")
        }
        return memory
    }
}
