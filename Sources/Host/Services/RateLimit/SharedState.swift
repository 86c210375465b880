/// What all host processes of one user know together about one session.
struct SharedState: Sendable, Equatable {
    var rate = RateWindow()
    /// By number of the session's site.
    var breakers: [CircuitBreaker] = []
    /// Until when no sign-in is tried, because the last one was refused; 0: none was.
    var signInClosedUntil: Int64 = 0
    /// Which credentials were refused, as a hash; others may be tried at once.
    var refusedCredentials: UInt64 = 0

    subscript(breaker index: Int) -> CircuitBreaker {
        get { index < breakers.count ? breakers[index] : CircuitBreaker() }
        set {
            while breakers.count <= index { breakers.append(CircuitBreaker()) }
            breakers[index] = newValue
        }
    }
}

/// The state as bytes. Native byte order: the file never leaves the machine, and times on it end with the machine's boot.
extension SharedState {
    private static let version: UInt32 = 1
    /// Permits and breakers beyond these are no state of ours.
    private static let limit: UInt32 = 4096

    /// - Parameter boot: names the running boot, since monotonic times of another one mean nothing.
    func encoded(boot: UInt64) -> [UInt8] {
        var writer = ByteWriter()
        writer.put(SharedState.version)
        writer.put(boot)
        writer.put(rate.balancedAt)
        writer.put(rate.closedUntil)
        writer.put(rate.nextID)
        writer.put(signInClosedUntil)
        writer.put(refusedCredentials)
        writer.put(UInt32(rate.permits.count))
        for permit in rate.permits {
            writer.put(permit.id)
            writer.put(permit.time)
            writer.put(permit.balance)
            writer.put(UInt32(permit.isOpen ? 1 : 0))
        }
        writer.put(UInt32(breakers.count))
        for breaker in breakers {
            writer.put(breaker.failures)
            writer.put(breaker.openUntil)
            writer.put(breaker.openings)
        }
        writer.put(Checksum.of(writer.bytes))
        return writer.bytes
    }

    /// nil when the bytes are no state of this version and boot, or were not written to their end.
    init?(_ bytes: [UInt8], boot: UInt64) {
        guard bytes.count >= 8 else { return nil }
        var trailer = ByteReader(bytes: Array(bytes.suffix(8)))
        guard trailer.take(UInt64.self) == Checksum.of(Array(bytes.dropLast(8))) else { return nil }
        var reader = ByteReader(bytes: Array(bytes.dropLast(8)))
        guard reader.take(UInt32.self) == SharedState.version, reader.take(UInt64.self) == boot,
            let balancedAt = reader.take(Int64.self), let closedUntil = reader.take(Int64.self), let nextID = reader.take(UInt64.self),
            let signIn = reader.take(Int64.self), let refused = reader.take(UInt64.self),
            let count = reader.take(UInt32.self), count <= SharedState.limit
        else { return nil }
        rate.balancedAt = balancedAt
        rate.closedUntil = closedUntil
        rate.nextID = nextID
        signInClosedUntil = signIn
        refusedCredentials = refused
        for _ in 0..<count {
            guard let id = reader.take(UInt64.self), let time = reader.take(Int64.self), let balance = reader.take(Int64.self),
                let isOpen = reader.take(UInt32.self)
            else { return nil }
            rate.permits.append(RateWindow.Permit(id: id, time: time, isOpen: isOpen == 1, balance: balance))
        }
        guard let breakerCount = reader.take(UInt32.self), breakerCount <= SharedState.limit else { return nil }
        for _ in 0..<breakerCount {
            guard let failures = reader.take(UInt32.self), let openUntil = reader.take(Int64.self), let openings = reader.take(UInt32.self)
            else { return nil }
            breakers.append(CircuitBreaker(failures: failures, openUntil: openUntil, openings: openings))
        }
    }
}
