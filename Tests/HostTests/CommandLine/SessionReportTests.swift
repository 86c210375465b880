import Glibc
import Testing

@testable import Host

/// What the program says at a terminal about sessions of kind gitea and kubernetes.
@Suite struct SessionReportTests {
    private let folder: TemporaryFolder

    init() throws {
        folder = try TemporaryFolder()
        let compiled = try Program.compile(["Examples/hello/hello.c"], to: folder.path + "/hello.so")
        try #require(compiled.status == 0, "\(compiled.errors)")
        try folder.write("plugins.json", """
            {"plugins": {"hello": {"path": "hello.so", "sessions": ["gitea", "kubernetes"]}},
             "sessions": {
              "gitea": {"kind": "gitea", "url": "${GITEA_URL:-}", "token": "${GITEA_TOKEN:-}"},
              "kubernetes": {"kind": "kubernetes", "server": "${KUBE_URL:-}", "token": "${KUBE_TOKEN:-}", "kubeconfig": "${KUBECONFIG:-}",
                             "context": "${KUBE_CONTEXT:-}", "service_host": "${HOST:-}", "service_account_dir": "${DIR:-}"}}}
            """)
    }

    private func run(_ command: String, _ environment: [String: String] = [:]) throws -> Program.Result {
        let result = try Program.run([command], in: folder.path, environment: environment)
        #expect(!(result.output + result.errors).contains("s3cret"))
        return result
    }

    private func kubeconfig(_ user: String) throws -> String {
        try folder.write("kube/config", """
            current-context: dev
            contexts: [{name: dev, context: {cluster: c, user: u}}]
            clusters: [{name: c, cluster: {server: "https://cluster.example:6443"}}]
            users: [{name: u, user: {\(user)}}]

            """)
    }

    @Test("sessions without address are not set up, which is nothing to put right")
    func notSetUp() throws {
        let list = try run("list")
        #expect(list.status == 0 && list.errors == "")
        #expect(list.output.contains("gitea       not set up  ") && list.output.contains("set GITEA_URL"))
        #expect(list.output.contains("kubernetes  not set up  ") && list.output.contains("set KUBECONFIG"))
        let check = try run("check")
        #expect(check.status == 0 && check.output.contains("everything that is on can be used"))
        let status = try run("status")
        #expect(status.status == 0 && status.output.contains("not set up"), "\(status.output)")
    }

    @Test("a good configuration is described without its secrets, and without running its plugin")
    func described() throws {
        let marker = folder.path + "/marker"
        let config = try kubeconfig("exec: {apiVersion: client.authentication.k8s.io/v1, command: touch, args: ['\(marker)', s3cret-argument-1]}")
        let status = try run("status", ["GITEA_URL": "https://git.example/", "GITEA_TOKEN": "s3cret-token-1", "KUBECONFIG": config])
        #expect(status.status == 0)
        #expect(status.output.contains("https://git.example/api/v1") && status.output.contains("https://cluster.example:6443"))
        #expect(status.output.contains("kubeconfig, exec plugin"))
        #expect(access(marker, F_OK) != 0)
        #expect(try run("check", ["GITEA_URL": "https://git.example/", "KUBECONFIG": config]).status == 0)
        let pod = try run("status", ["KUBE_URL": "https://10.0.0.1", "KUBE_TOKEN": "s3cret-token-2"])
        #expect(pod.status == 0 && pod.output.contains("https://10.0.0.1"))
    }

    @Test("status and check read the files and say what is wrong; starting reads nothing")
    func broken() throws {
        let config = try kubeconfig("token: two s3cret words")
        for command in ["status", "check"] {
            let result = try run(command, ["KUBECONFIG": config])
            #expect(result.status == 1)
            #expect(result.output.contains("\(config): users[u].token has a blank or control character in it (from KUBECONFIG)"), "\(result.output)")
        }
        let list = try run("list", ["KUBECONFIG": config])
        #expect(list.status == 0 && !list.output.contains("users[u]"))
        #expect(try run("check", ["KUBECONFIG": config, "KUBE_CONTEXT": "s3cret"]).output.contains("(from KUBE_CONTEXT)"))
        #expect(try run("check", ["HOST": "10.0.0.1", "DIR": folder.path]).output.contains("\(folder.path)/token: does not exist (from DIR)"))
    }

    @Test("a bad address is told by its variable")
    func badAddress() throws {
        let check = try run("check", ["GITEA_URL": "s3cret.example", "KUBE_URL": "http://s3cret.example"])
        #expect(check.status == 1)
        #expect(check.output.contains("it comes from GITEA_URL") && check.output.contains("it comes from KUBE_URL"))
    }

    @Test("there is no login to such sessions")
    func login() throws {
        let result = try Program.run(["login", "gitea"], in: folder.path, environment: ["GITEA_URL": "https://git.example/"])
        #expect(result.status == 2 && result.errors.contains("is of kind gitea, which has no login"))
    }
}
