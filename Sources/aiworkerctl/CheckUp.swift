import AIWorkerKit
import Foundation

/// The checks of doctor. Each asks one part and words what it found.
struct CheckUp {
    let settings: WorkerSettings
    let variables: [String: String]

    func database() -> Finding {
        do {
            let database = try Shell.database(settings)
            let facts = try StoreFacts(database)
            if let damage = facts.damage {
                return Finding("database", .problem, "\(facts.version) found damage: \(damage)", advice: "Stop all hosts and restore a backup.")
            }
            let skew = Double(facts.time.milliseconds - SQLiteDatabase.systemClock().milliseconds) / 1000
            if abs(skew) > 5 {
                return Finding(
                    "database", .problem, "\(facts.version); its clock is \(JSON(number: skew.rounded()).text) s away from this machine's",
                    advice: "Leases follow the database's clock, so work goes on; set both clocks by NTP.")
            }
            return Finding(
                "database", .fine, "\(facts.version), schema \(facts.schema), \(facts.tasks) tasks, \(facts.waiting) events wait to be published")
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
        let root = base.hasSuffix("/") ? String(base.dropLast()) : base
        do {
            let version = try HTTPProbe.get(root + "/api/v1/version", token: nil, timeout: settings.httpTimeout)
            let user = try HTTPProbe.get(root + "/api/v1/user", token: token, timeout: settings.httpTimeout)
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
                "gitea", .problem, "no answer: \((error as? Failure)?.message ?? "\(error)")",
                advice: "Look at GITEA_URL, at the network, and whether the server runs.")
        }
    }

    func cluster() -> Finding {
        do {
            let kubectl = try Kubectl(variables, timeout: settings.httpTimeout)
            let text = try kubectl.output(["version", "-o", "json"])
            let version = JSON(text: text)?["serverVersion"]?["gitVersion"]?.asString ?? "of an unknown version"
            let rights = try kubectl.run(["auth", "can-i", "create", "namespaces"])
            guard rights.output.contains("yes") else {
                return Finding(
                    "cluster", .problem, "the server \(version) answers, but this account may not create namespaces",
                    advice: "Give it the rights of deploy/access.yaml.")
            }
            guard settings.preview.domain != nil else {
                return Finding(
                    "cluster", .problem, "the server \(version) answers, but AIWORKER_PREVIEW_DOMAIN is not set",
                    advice: "Set it to the domain below which previews get their names.")
            }
            return Finding("cluster", .fine, "the server \(version) answers, and namespaces may be created")
        } catch {
            let failure = error as? Failure ?? Failure("internal", "\(error)")
            if failure.code == "not_configured", failure.details["variable"] != "PATH" {
                return Finding("cluster", .notConfigured, "trigger_preview_deploy needs KUBECONFIG, or AIWORKER_KUBE_URL and a token")
            }
            return Finding(
                "cluster", .problem, failure.message,
                advice: failure.code == "not_configured" ? nil : "Try the same with `kubectl version`.")
        }
    }
}
