import AIWorkerKit
import Foundation

/// The program kubectl, with the cluster of the AIWORKER_* variables. Credentials go through a file that only this user can read,
/// never through arguments.
final class Kubectl {
    /// What it printed.
    struct Result {
        var status: Int32
        var output: String
        var error: String
    }

    private let folder: String
    private var options: [String] = []
    private var environment: [String: String]
    private let secrets: [String]
    private let seconds: Double

    /// - Throws: `not_configured` when no variable names a cluster.
    init(_ variables: [String: String], timeout: Double) throws {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        seconds = timeout
        environment = variables.filter { !$0.key.hasPrefix("AIWORKER_") && !$0.key.hasPrefix("GITEA_") }
        secrets = [value("AIWORKER_KUBE_TOKEN")].compactMap { $0 }
        folder = NSTemporaryDirectory() + "aiworkerctl-\(UUID().uuidString)"
        let file: JSON
        if let server = value("AIWORKER_KUBE_URL") {
            file = Self.configuration(["server": .string(server)], value("AIWORKER_KUBE_TOKEN").map { ["token": .string($0)] } ?? [:])
        } else if value("KUBECONFIG") != nil {
            if let context = value("AIWORKER_KUBE_CONTEXT") { options = ["--context", context] }
            try makeFolder()
            return
        } else if let host = value("KUBERNETES_SERVICE_HOST") {
            let account = value("AIWORKER_KUBE_SA_DIR") ?? "/var/run/secrets/kubernetes.io/serviceaccount"
            let name = host.contains(":") ? "[\(host)]" : host
            file = Self.configuration(
                [
                    "server": .string("https://\(name):\(value("KUBERNETES_SERVICE_PORT") ?? "443")"),
                    "certificate-authority": .string(account + "/ca.crt"),
                ], ["tokenFile": .string(account + "/token")])
        } else {
            throw Failure.notConfigured(
                "KUBECONFIG", "No cluster is configured: set KUBECONFIG, or AIWORKER_KUBE_URL and AIWORKER_KUBE_TOKEN.")
        }
        try makeFolder()
        let path = folder + "/kubeconfig"
        guard FileManager.default.createFile(atPath: path, contents: Data(file.utf8), attributes: [.posixPermissions: 0o600]) else {
            throw Failure("internal", "\(path) cannot be written.")
        }
        environment["KUBECONFIG"] = path
    }

    deinit { try? FileManager.default.removeItem(atPath: folder) }

    private func makeFolder() throws {
        do {
            try FileManager.default.createDirectory(
                atPath: folder, withIntermediateDirectories: false, attributes: [.posixPermissions: 0o700])
        } catch { throw Failure("internal", "No folder can be made in \(NSTemporaryDirectory()).") }
    }

    private static func configuration(_ cluster: JSON, _ user: JSON) -> JSON {
        [
            "apiVersion": "v1", "kind": "Config", "current-context": "aiworker",
            "clusters": [["name": "aiworker", "cluster": cluster]], "users": [["name": "aiworker", "user": user]],
            "contexts": [["name": "aiworker", "context": ["cluster": "aiworker", "user": "aiworker"]]],
        ]
    }

    /// Runs it once, with a limit of time.
    ///
    /// - Throws: `not_configured` without kubectl; `upstream_unavailable` when the time is over.
    func run(_ arguments: [String], input: String = "") throws -> Result {
        let names = ["in", "out", "err"].map { folder + "/" + $0 }
        for name in names {
            let contents = name == names[0] ? Data(input.utf8) : Data()
            guard FileManager.default.createFile(atPath: name, contents: contents, attributes: [.posixPermissions: 0o600]) else {
                throw Failure("internal", "\(name) cannot be written.")
            }
        }
        let process = Process()
        process.executableURL = URL(fileURLWithPath: "/usr/bin/env")
        process.arguments = ["kubectl"] + options + ["--request-timeout=\(Int(seconds.rounded(.up)))s"] + arguments
        process.environment = environment
        process.standardInput = FileHandle(forReadingAtPath: names[0])
        process.standardOutput = FileHandle(forWritingAtPath: names[1])
        process.standardError = FileHandle(forWritingAtPath: names[2])
        do { try process.run() } catch { throw Self.missing }
        let end = Date(timeIntervalSinceNow: seconds * 2 + 5)
        while process.isRunning {
            guard Date() < end else {
                kill(process.processIdentifier, SIGKILL)
                throw Failure.make("upstream_unavailable", "kubectl did not end in time: the cluster does not answer.", isRetryable: true)
            }
            usleep(10_000)
        }
        if process.terminationStatus == 127 { throw Self.missing }
        func text(_ name: String) -> String { String(decoding: FileManager.default.contents(atPath: name) ?? Data(), as: UTF8.self) }
        var error = text(names[2])
        for secret in secrets { error = error.replacing(secret, with: "***") }
        return Result(status: process.terminationStatus, output: text(names[1]), error: error)
    }

    /// Runs it and gives what it printed, or its first line of error as a failure.
    func output(_ arguments: [String]) throws -> String {
        let result = try run(arguments)
        guard result.status == 0 else { throw Self.failure(result) }
        return result.output
    }

    static func failure(_ result: Result) -> Failure {
        let last = result.error.split(whereSeparator: \.isNewline).last.map(String.init) ?? "kubectl ended with status \(result.status)"
        return .make("upstream_unavailable", "The cluster refused or cannot be reached: \(last.prefix(400))", isRetryable: true)
    }

    private static var missing: Failure {
        .notConfigured("PATH", "The program kubectl is not in PATH. Install it, or run this command where it is installed.")
    }
}
