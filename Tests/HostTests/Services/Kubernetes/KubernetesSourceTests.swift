import Testing

@testable import Host

@Suite struct KubernetesSourceTests {
    private func make(_ change: (inout KubernetesSessionConfiguration) -> Void) -> KubernetesSessionConfiguration {
        var configuration = KubernetesSessionConfiguration()
        change(&configuration)
        return configuration
    }

    @Test("an address comes before files, files before the pod")
    func order() {
        var all = make {
            $0.server = "https://a"
            $0.token = "t"
            $0.kubeconfig = "/one:~/two::"
            $0.serviceHost = "10.0.0.1"
            $0.servicePort = "6443"
            $0.serviceAccountDirectory = "/sa"
        }
        #expect(all.source == .address("https://a", token: "t"))
        all.server = nil
        #expect(all.source == .files(["/one", "~/two"]))
        all.kubeconfig = ":"
        #expect(all.source == .pod("https://10.0.0.1:6443", directory: "/sa"))
        all.serviceHost = "fd00::1"
        all.servicePort = nil
        #expect(all.source == .pod("https://[fd00::1]:443", directory: "/sa") && all.problems() == [])
        all.serviceHost = nil
        #expect(all.source == .none && all.problems().map(\.isAbsence) == [true])
    }

    @Test("values that cannot be are told by their key", arguments: [
        ("server", "http://10.0.0.1"), ("server", "cluster.example"), ("server", "https://u:p@x"), ("token", "two words"),
        ("service_port", "0"), ("service_port", "x"), ("service_host", "a/b"), ("service_host", "a b"),
    ])
    func problems(key: String, value: String) {
        let configuration = make {
            switch key {
            case "server": $0.server = value
            case "token": ($0.server, $0.token) = ("https://x", value)
            case "service_port": ($0.serviceHost, $0.servicePort) = ("x", value)
            default: $0.serviceHost = value
            }
        }
        #expect(configuration.problems().map(\.key) == [key])
        #expect(configuration.problems().allSatisfy { !$0.isAbsence && !$0.message.contains(value) || value.count == 1 })
    }

    @Test("an entry of plugins.json arrives, with the variables behind its keys")
    func entry() throws {
        let read = manifest("""
            {"plugins": {}, "sessions": {"k": {"kind": "kubernetes", "server": "${URL:-}", "token": "${TOKEN:-}", "kubeconfig": "${KUBECONFIG:-}",
             "context": "${CONTEXT:-}", "service_host": "${HOST:-}", "service_port": "${PORT:-}", "service_account_dir": "${DIR:-}",
             "rate": {"per_second": 5, "burst": 10}, "timeout_seconds": 15, "retries": 0, "circuit_breaker": false}}}
            """, ["KUBECONFIG": "/a:/b", "CONTEXT": "dev"])
        #expect(read.lines == [])
        guard case .kubernetes(let cluster) = try read.sessions[0].configuration().get() else { Issue.record("another kind"); return }
        #expect(cluster.source == .files(["/a", "/b"]) && cluster.context == "dev")
        #expect(cluster.serviceAccountDirectory == "/var/run/secrets/kubernetes.io/serviceaccount")
        #expect(cluster.variables["context"] == "CONTEXT" && cluster.variables["service_account_dir"] == "DIR")
        #expect(cluster.connection.retries == 0 && !cluster.connection.hasCircuitBreaker && cluster.rate == RateLimit(perSecond: 5, burst: 10))
    }

    @Test("nothing given is a session that is not set up, named by its variable")
    func absent() throws {
        let read = manifest(#"{"plugins": {}, "sessions": {"k": {"kind": "kubernetes", "kubeconfig": "${KUBECONFIG:-}"}}}"#)
        let set = SessionSet(read.sessions, surroundings: .process)
        #expect(set.findings.first?.isAbsent == true)
        #expect(set.unusable["k"]?.key == "kubeconfig" && set.unusable["k"]?.variable == "KUBECONFIG")
        #expect(set.unusable["k"]?.reason.contains("set KUBECONFIG") == true)
    }

    @Test("a token from a file is read again each minute, and goes on serving when the file is gone")
    func rotation() {
        let start = MonotonicTime(nanoseconds: 5_000_000_000)
        var token = RotatingToken()
        #expect(token.needsReading(now: start))
        let isFirst = token.take("one", now: start)
        #expect(isFirst)
        #expect(!token.needsReading(now: start.adding(milliseconds: 59_999)) && token.needsReading(now: start.adding(milliseconds: 60_000)))
        let isOther = token.take("one", now: start.adding(milliseconds: 60_000))
        #expect(!isOther)
        token.keep(now: start.adding(milliseconds: 120_000))
        #expect(token.token == "one" && !token.needsReading(now: start.adding(milliseconds: 120_001)))
        let isNew = token.take("two", now: start.adding(milliseconds: 180_000))
        #expect(isNew && token.token == "two")
    }

    @Test("a server with a certificate for another name is asked under that name")
    func namedServer() throws {
        let detour = try #require(NamedServer(url: "https://10.0.0.1:6443/api?x=1", name: "kubernetes.default"))
        #expect(detour.url == "https://kubernetes.default:6443/api?x=1")
        #expect(detour.connectTo == "kubernetes.default:6443:10.0.0.1:6443" && detour.authority == "10.0.0.1:6443")
        #expect(detour.restored("https://kubernetes.default:6443/other") == "https://10.0.0.1:6443/other")
        #expect(NamedServer(url: "https://[fd00::1]/", name: "n")?.connectTo == "n:443:[fd00::1]:443")
        for name in ["", "a/b", "a:1", "a b", "u@h", "a?b"] { #expect(NamedServer(url: "https://x/", name: name) == nil) }
    }
}
