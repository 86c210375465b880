import AIWorkerKit
import Host

/// The checks of doctor. Each asks one part and words what it found.
struct CheckUp {
    let settings: WorkerSettings
    let variables: [String: String]

    func database() -> Finding {
        do {
            let database = try Deployment.database(settings)
            let facts = try StoreFacts(database)
            if let damage = facts.damage {
                return Finding("database", .problem, "\(facts.version) found damage: \(damage)", advice: "Stop all hosts and restore a backup.")
            }
            try StoreFacts.tryWriting(database)
            let skew = Double(facts.time.milliseconds - SQLiteDatabase.systemClock().milliseconds) / 1000
            if abs(skew) > 5 {
                return Finding(
                    "database", .problem, "\(facts.version); its clock is \(JSON(number: skew.rounded()).text) s away from this machine's",
                    advice: "Leases follow the database's clock, so work goes on; set both clocks by NTP.")
            }
            var message = "\(facts.version), schema \(facts.schema), \(facts.tasks) tasks"
            if settings.redis != nil { message += ", \(facts.waiting) events wait to be published" }
            if settings.database == .sqlite(path: nil) { message += "; in memory, so each process has a queue of its own" }
            return Finding("database", .fine, message)
        } catch {
            let failure = error as? Failure ?? (error as? StoreError)?.failure ?? Failure("internal", "\(error)")
            let advice: String
            switch failure.code {
            case "schema_too_new": advice = "Update this program, or set AIWORKER_DATABASE_URL to another database."
            case "database_busy": advice = "Somebody holds a lock for long; look for a forgotten transaction."
            default: advice = "Look at AIWORKER_DATABASE_URL, at the rights of this user, at the disk, and whether the server runs."
            }
            return Finding("database", .problem, failure.message, advice: advice)
        }
    }

    func redis() -> Finding {
        guard let url = settings.redis else {
            return Finding("redis", .notConfigured, "events stay in the database; set AIWORKER_REDIS_URL to publish them")
        }
        do {
            _ = try RedisConnection(url)
            return Finding("redis", .fine, "\(url.host):\(url.port) answers")
        } catch {
            return Finding(
                "redis", .problem, error.reason,
                advice: "Look at AIWORKER_REDIS_URL and whether the server runs. Nothing is lost meanwhile: events wait in the database.")
        }
    }

    func gitea() -> Finding {
        guard let base = variables["GITEA_URL"], !base.isEmpty else {
            return Finding("gitea", .notConfigured, "create_branch and create_pull_request need GITEA_URL and GITEA_TOKEN")
        }
        guard let token = variables["GITEA_TOKEN"], !token.isEmpty else {
            return Finding("gitea", .problem, "GITEA_TOKEN is not set", advice: "Make a token with the scopes read:user and write:repository.")
        }
        do {
            let client = try ServiceClient(.gitea, variables: variables, timeout: settings.httpTimeout)
            let version = try client.send("GET", "version")
            let user = try client.send("GET", "user")
            switch user.status {
            case 200:
                let name = JSON(text: user.body)?["login"]?.asString ?? "somebody"
                let number = JSON(text: version.body)?["version"]?.asString ?? "?"
                return Finding("gitea", .fine, "version \(number), the token is \(name)'s")
            case 401, 403:
                return Finding(
                    "gitea", .problem, "the token is refused (status \(user.status))",
                    advice: "Make a token with the scopes read:user and write:repository, and set GITEA_TOKEN.")
            default:
                return Finding(
                    "gitea", .problem, "it answers with status \(user.status)",
                    advice: "GITEA_URL is the address of the start page, without /api/v1.")
            }
        } catch {
            return Finding(
                "gitea", .problem, error.message,
                advice: "Look at GITEA_URL, at the network, and whether the server runs.")
        }
    }

    func cluster() -> Finding {
        do {
            let cluster = try Cluster(variables, timeout: settings.httpTimeout)
            let version = try cluster.version()
            let missing = try Right.deploying.filter { try !cluster.may($0) }
            guard missing.isEmpty else {
                return Finding(
                    "cluster", .problem, "the server \(version) answers, but this account may not \(list(missing))",
                    advice: "Give it the rights of deploy/access.yaml.")
            }
            guard settings.preview.domain != nil else {
                return Finding(
                    "cluster", .problem, "the server \(version) answers, but AIWORKER_PREVIEW_DOMAIN is not set",
                    advice: "Set it to the domain below which previews get their names.")
            }
            let sweeping = try Right.sweeping.filter { try !cluster.may($0) }
            let note = sweeping.isEmpty ? "" : "; for `previews sweep` it would have to \(list(sweeping))"
            return Finding("cluster", .fine, "the server \(version) answers, and this account may deploy previews\(note)")
        } catch {
            let failure = error as? Failure ?? Failure("internal", "\(error)")
            if failure.code == "not_configured", !Self.namesCluster(variables) {
                return Finding("cluster", .notConfigured, "trigger_preview_deploy needs KUBECONFIG, or AIWORKER_KUBE_URL and a token")
            }
            let advice = switch failure.code {
            case "not_configured": "Correct the variable; see the list in docs/aiworker.md."
            case "upstream_auth": "Look at AIWORKER_KUBE_TOKEN, or at the user that KUBECONFIG names, and at its rights."
            default: "Look at the address, at the network, and whether the API server runs."
            }
            return Finding("cluster", .problem, failure.message, advice: advice)
        }
    }

    private static func namesCluster(_ variables: [String: String]) -> Bool {
        ["KUBECONFIG", "AIWORKER_KUBE_URL", "KUBERNETES_SERVICE_HOST"].contains { !(variables[$0] ?? "").isEmpty }
    }

    private func list(_ rights: [Right]) -> String { rights.map { "\($0.verb) \($0.resource)" }.joined(separator: ", ") }
}
