import Glibc

extension HTTPSessionConfiguration {
    func problems() -> [SessionProblem] {
        var problems = connection.problems()
        if sites.isEmpty {
            problems.append(SessionProblem(key: "base", message: "is missing: give the address, such as https://api.example.com/"))
        }
        for site in sites {
            problems += addressProblem(site.base, key: site.name == "base" ? "base" : "sites.\(site.name)", allowsPlainHTTP: connection.allowsPlainHTTP)
        }
        for header in headers {
            if !HeaderRules.isToken(header.name) {
                problems.append(SessionProblem(key: "headers", message: "\"\(header.name)\" is no header name"))
            } else if HeaderRules.belongsToConnection(header.name) {
                problems.append(SessionProblem(key: "headers.\(header.name)", message: "is set by the host itself"))
            } else if !HeaderRules.isValue(header.value) {
                problems.append(SessionProblem(key: "headers.\(header.name)", message: "has a line end or control character in its value"))
            }
        }
        if let rate { problems += rate.problems() }
        return problems
    }
}

extension KworkSessionConfiguration {
    func problems() -> [SessionProblem] {
        var problems = connection.problems() + rate.problems()
        problems += addressProblem(api, key: "api", allowsPlainHTTP: connection.allowsPlainHTTP)
        problems += addressProblem(web, key: "web", allowsPlainHTTP: connection.allowsPlainHTTP)
        for (key, value) in [("token", token), ("login", login), ("password", password), ("phone_last", phoneLast)] {
            if let value, value.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }) {
                problems.append(SessionProblem(key: key, message: "has a line end or control character in it"))
            }
        }
        return problems
    }
}

extension GiteaSessionConfiguration {
    func problems() -> [SessionProblem] {
        guard url != nil else { return [SessionProblem(key: "url", message: "is not set", isAbsence: true)] }
        var problems = connection.problems() + (rate?.problems() ?? [])
        problems += addressProblem(base, key: "url", allowsPlainHTTP: connection.allowsPlainHTTP)
        if let token, !HeaderRules.isCredential(token) { problems.append(SessionProblem(key: "token", message: "has a blank or control character in it")) }
        return problems
    }
}

extension RateLimit {
    func problems() -> [SessionProblem] {
        var problems: [SessionProblem] = []
        if !(perSecond > 0 && perSecond <= 1000) {
            problems.append(SessionProblem(key: "rate.per_second", message: "must be more than 0 and at most 1000"))
        }
        if !(1...1000).contains(burst) {
            problems.append(SessionProblem(key: "rate.burst", message: "must be 1 to 1000"))
        }
        return problems
    }
}

extension SessionConnection {
    func problems() -> [SessionProblem] {
        var problems: [SessionProblem] = []
        if let proxy, !proxy.isEmpty, ProxyAddress(proxy) == nil {
            problems.append(SessionProblem(key: "proxy", message:
                "must be http://, socks4://, socks4a://, socks5:// or socks5h://, with [user:password@]host:port"))
        }
        if !(0...10).contains(retries) { problems.append(SessionProblem(key: "retries", message: "must be 0 to 10")) }
        if !(1...600_000).contains(timeoutMilliseconds) {
            problems.append(SessionProblem(key: "timeout_seconds", message: "must be more than 0 and at most 600 seconds"))
        }
        if case .file(let file) = trust.authorities, access(file, R_OK) != 0 {
            problems.append(SessionProblem(key: "ca_file", message: "cannot be read: \(String(cString: strerror(errno)))"))
        }
        if maximumBytes < 1 { problems.append(SessionProblem(key: "max_bytes", message: "must be at least 1")) }
        return problems
    }
}

func addressProblem(_ address: String, key: String, allowsPlainHTTP: Bool) -> [SessionProblem] {
    guard let base = BaseAddress(address) else {
        return [SessionProblem(key: key, message: "must be https://host[:port][/path] without user, query and fragment")]
    }
    if base.scheme == .http, !base.isLoopback, !allowsPlainHTTP {
        return [SessionProblem(key: key, message: "is not encrypted: use https, or set \"allow_http\": true if that is meant")]
    }
    return []
}
