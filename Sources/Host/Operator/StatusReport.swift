/// `mcp-host status`: who would be logged in and what stands in the way, from what lies on this machine.
struct StatusReport: Sendable {
    var file: ConfigurationFile
    var writes: WritePolicy
    var bundlesOn: Int
    var bundlesOff: Int
    var sessions: [SessionStatus]
    /// Seconds since 1970.
    var now: Int64

    /// Whether something that is meant to work would not.
    var isBroken: Bool { sessions.contains(where: \.isBroken) }

    // MARK: for people

    var text: String {
        var text = "\(file.shown), \(file.reason)\nbundles: \(bundlesOn) on, \(bundlesOff) off; writes: \(writes.name)\n"
        for session in sessions {
            text += "\n\(session.name) (\(session.kind))\n"
            text += TextTable(rows: rows(session).map { ["  " + $0.0, TerminalText.printable($0.1)] }).text
        }
        if sessions.isEmpty { text += "\nno sessions: \"sessions\" is empty\n" }
        return text
    }

    private func rows(_ session: SessionStatus) -> [(String, String)] {
        var rows: [(String, String)] = []
        if session.kind == "kwork" {
            rows.append(("account", account(session)))
            rows.append(("credentials", credentials(session)))
            if let remark = session.tokenFileRemark { rows.append(("token file", remark)) }
            if let signedIn = session.record?.signedInAt { rows.append(("signed in", TimeText.local(signedIn))) }
            if session.hasToken { rows.append(("valid until", validity(session))) }
        } else {
            rows.append(("credentials", credentials(session)))
        }
        if !session.sites.isEmpty {
            let sites = session.sites.map { "\($0.name) \($0.base)" }.joined(separator: ", ")
            rows.append(("addresses", sites + (session.hasProxy ? ", through a proxy" : "")))
        }
        rows.append(("used by", session.grants.isEmpty ? "no bundle that is on" : session.grants.map(\.bundle).joined(separator: ", ")))
        rows.append(("writes", writes(session)))
        if let rate = session.rate {
            let next = rate.nextIn == 0 ? "the next at once" : "the next in \(JSON(Double(rate.nextIn) / 1000).text) s"
            rows.append(("rate", "\(JSON(rate.limit.perSecond).text) per second, burst \(rate.limit.burst); \(rate.used) of \(rate.limit.burst) used now, \(next)"))
        }
        if session.closedFor > 0 { rows.append(("waiting", "the service asked to wait for another \(TimeText.span((session.closedFor + 999) / 1000))")) }
        if !session.circuits.isEmpty { rows.append(("sites", session.circuits.map(circuit).joined(separator: ", "))) }
        if session.signInRefusedFor > 0 {
            rows.append(("sign-in", "refused; not tried again by itself for \(TimeText.span((session.signInRefusedFor + 999) / 1000))"))
        }
        for (index, write) in session.unresolved.enumerated() {
            rows.append((index == 0 ? "open writes" : "", "\(write.tool), \(TimeText.span(now - write.sentAt / 1000)) ago: check with \(write.checkWith)"))
        }
        if let remark = session.unresolvedRemark { rows.append(("open writes", "not known: \(remark)")) }
        else if session.unresolved.isEmpty { rows.append(("open writes", "none")) }
        for (index, problem) in session.problems.enumerated() { rows.append((index > 0 ? "" : session.isAbsent ? "not set up" : "to put right", problem)) }
        return rows
    }

    private func account(_ session: SessionStatus) -> String {
        var text: String
        if let record = session.record, let label = record.label {
            text = label + (record.checkedAt.map { ", checked \(TimeText.local($0))" } ?? "")
        } else {
            text = session.hasToken ? "not known yet: Kwork is asked before the first write, and by `mcp-host login`" : "not logged in"
        }
        if let expected = session.expectedAccount { text += "; has to be \(expected)" }
        return text
    }

    private func credentials(_ session: SessionStatus) -> String {
        switch session.source {
        case .token: "token from plugins.json or its variable"
        case .tokenFile: "token file \(session.tokenFile ?? "")"
        case .login: "login and password; signs in at the first call"
        case .headers: "headers from plugins.json"
        case .kubeconfig: "kubeconfig" + (session.identity.isEmpty ? "" : ", \(session.identity)")
        case .serviceAccount: "the service account of this pod"
        case .none: "none"
        }
    }

    private func validity(_ session: SessionStatus) -> String {
        guard let end = session.record?.expiresAt else { return "not known" }
        return session.validity == .expired
            ? "\(TimeText.local(end)), expired" : "\(TimeText.local(end)), another \(TimeText.span(end - now))"
    }

    private func writes(_ session: SessionStatus) -> String {
        let stricter = session.grants.filter { $0.writes != writes }
        return writes.name + (stricter.isEmpty ? "" : "; " + stricter.map { "\($0.bundle): \($0.writes.name)" }.joined(separator: ", "))
    }

    private func circuit(_ circuit: SessionStatus.Circuit) -> String {
        switch circuit.state {
        case .closed: circuit.failures == 0 ? "\(circuit.site) ok" : "\(circuit.site) ok, \(circuit.failures) failed in a row"
        case .open: "\(circuit.site) paused for \(TimeText.span((circuit.openFor + 999) / 1000))"
        case .halfOpen: "\(circuit.site) was paused, the next request tries it"
        }
    }

    // MARK: for programs

    /// Its members stay what they are; new ones may come.
    var json: JSON {
        [
            "configuration": ["path": .string(file.path), "reason": .string(file.reason)],
            "ok": .bool(!isBroken), "writes": .string(writes.name),
            "bundles": ["on": .integer(Int64(bundlesOn)), "off": .integer(Int64(bundlesOff))],
            "sessions": .array(sessions.map(Self.json)),
        ]
    }

    private static func json(_ session: SessionStatus) -> JSON {
        func time(_ seconds: Int64?) -> JSON { seconds.map { .string(TimeText.universal($0)) } ?? .null }
        func text(_ value: String?) -> JSON { value.map { .string($0) } ?? .null }
        var object: JSONObject = [
            "name": .string(session.name), "kind": .string(session.kind), "ok": .bool(session.problems.isEmpty),
            "setUp": .bool(!session.isAbsent),
            "problems": .array(session.problems.map { .string($0) }),
            "bundles": .array(session.grants.map { ["name": .string($0.bundle), "writes": .string($0.writes.name)] }),
            "addresses": .object(JSONObject(members: session.sites.map { .init(name: $0.name, value: .string($0.base)) })),
            "proxy": .bool(session.hasProxy), "credentials": .string(session.source.rawValue),
            "tokenPresent": .bool(session.hasToken), "tokenFile": text(session.tokenFile),
        ]
        object["account"] = .null
        if let record = session.record, let id = record.accountID, let name = record.username {
            object["account"] = ["id": .integer(id), "username": .string(name), "checkedAt": time(record.checkedAt)]
        }
        object["expectedAccount"] = text(session.expectedAccount)
        object["signedInAt"] = time(session.record?.signedInAt)
        object["expiresAt"] = time(session.record?.expiresAt)
        object["validity"] = .string(session.validity.rawValue)
        object["rate"] = session.rate.map { rate in
            [
                "perSecond": JSON(rate.limit.perSecond), "burst": .integer(Int64(rate.limit.burst)), "used": .integer(Int64(rate.used)),
                "nextInMs": .integer(rate.nextIn),
            ]
        } ?? .null
        object["closedForMs"] = .integer(session.closedFor)
        object["circuits"] = .array(session.circuits.map {
            [
                "site": .string($0.site), "state": .string($0.state.rawValue), "failures": .integer(Int64($0.failures)),
                "openForMs": .integer($0.openFor),
            ]
        })
        object["signInRefusedForMs"] = .integer(session.signInRefusedFor)
        object["tokenFileProblem"] = text(session.tokenFileRemark)
        object["openWrites"] = .array(session.unresolved.map {
            ["tool": .string($0.tool), "checkWith": .string($0.checkWith), "sentAt": time($0.sentAt / 1000)]
        })
        object["openWritesProblem"] = text(session.unresolvedRemark)
        return .object(object)
    }
}
