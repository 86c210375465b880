/// The cookies and form keys of the web site, as a value. They belong to one token: with another token they are gone.
struct WebState: Sendable {
    private struct Current: Sendable {
        var generation: UInt64
        var serial: UInt64
        var jar: CookieJar
        var page = PageScanner.Keys()
    }

    private var current: Current?
    private var lastSerial: UInt64 = 0

    /// Of the token that the present session belongs to.
    var generation: UInt64? { current?.generation }

    /// What a request of that token's session carries; nil: log in first.
    func ticket(generation: UInt64) -> WebTicket? {
        guard let current, current.generation == generation else { return nil }
        return WebTicket(serial: current.serial, jar: current.jar, page: current.page)
    }

    mutating func loggedIn(generation: UInt64, jar: CookieJar) {
        lastSerial += 1
        current = Current(generation: generation, serial: lastSerial, jar: jar)
    }

    /// The session of that number is over. Returns whether another one may be had: it is over, now or before.
    mutating func lost(_ serial: UInt64) -> Bool {
        if current?.serial == serial { current = nil }
        return true
    }

    /// An answer changed the cookies; one of a session that is over changes nothing.
    mutating func received(_ serial: UInt64, from before: CookieJar, to after: CookieJar?, page: PageScanner.Keys?) {
        guard current?.serial == serial else { return }
        if let after { current?.jar.apply(from: before, to: after) }
        if let page { current?.page = page }
    }
}

/// One request's share of the web session.
struct WebTicket: Sendable, Equatable {
    var serial: UInt64
    var jar: CookieJar
    /// From the last page of this session.
    var page = PageScanner.Keys()

    /// The value for a field `csrftoken`.
    func formKey(host: String, now: WallClock) -> String? {
        jar.value("csrf_user_token", host: host, now: now) ?? jar.value("XSRF-TOKEN", host: host, now: now).map(Percent.decode)
            ?? page.assigned ?? page.field
    }
}
