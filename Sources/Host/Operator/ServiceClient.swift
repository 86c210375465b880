/// Requests that an operator's program sends to Gitea or to a cluster, with the addresses, credentials and checks of the sessions that
/// the shipped plugins.json makes of the same environment variables. Nothing is sent twice by itself. Safe from any thread; functions
/// block.
package final class ServiceClient: Sendable {
    /// Which service, by the name of its session.
    package enum Service: String, Sendable {
        case gitea
        case kubernetes
    }

    /// What came back, whatever the status. The body holds none of the credentials.
    package struct Answer: Sendable {
        package var status: Int
        package var body: String
    }

    /// Why there is no answer.
    package struct Fault: Error, Sendable {
        /// The operator has set no variable for this service.
        package var isAbsence = false
        /// The variable to correct; nil: settings are not at fault.
        package var variable: String?
        /// One sentence for people; holds no value of a variable.
        package var message: String
    }

    private static let giteaVariables = ["url": "GITEA_URL", "token": "GITEA_TOKEN"]
    private static let clusterVariables = [
        "server": "AIWORKER_KUBE_URL", "token": "AIWORKER_KUBE_TOKEN", "kubeconfig": "KUBECONFIG", "context": "AIWORKER_KUBE_CONTEXT",
        "service_host": "KUBERNETES_SERVICE_HOST", "service_port": "KUBERNETES_SERVICE_PORT", "service_account_dir": "AIWORKER_KUBE_SA_DIR",
    ]

    private let session: Session
    private let timeoutMilliseconds: Int64

    /// Reads what the variables name; sends nothing.
    ///
    /// - Parameter timeout: for each request with all that it needs, in seconds.
    package init(_ service: Service, variables: [String: String], timeout: Double) throws(Fault) {
        func value(_ name: String) -> String? { variables[name].flatMap { $0.isEmpty ? nil : $0 } }
        timeoutMilliseconds = Int64((max(0.001, min(timeout, 600)) * 1000).rounded(.up))
        var connection = SessionConnection()
        connection.timeoutMilliseconds = timeoutMilliseconds
        connection.maximumBytes = 64 << 20
        connection.retries = 0
        connection.hasCircuitBreaker = false
        let configuration: SessionConfiguration
        let names: [String: String]
        switch service {
        case .gitea:
            connection.allowsPlainHTTP = true
            names = Self.giteaVariables
            configuration = .gitea(GiteaSessionConfiguration(url: value("GITEA_URL"), token: value("GITEA_TOKEN"), connection: connection))
        case .kubernetes:
            names = Self.clusterVariables
            var cluster = KubernetesSessionConfiguration(connection: connection, variables: names)
            cluster.server = value("AIWORKER_KUBE_URL")
            cluster.token = value("AIWORKER_KUBE_TOKEN")
            cluster.kubeconfig = value("KUBECONFIG")
            cluster.context = value("AIWORKER_KUBE_CONTEXT")
            cluster.serviceHost = value("KUBERNETES_SERVICE_HOST")
            cluster.servicePort = value("KUBERNETES_SERVICE_PORT")
            if let folder = value("AIWORKER_KUBE_SA_DIR") { cluster.serviceAccountDirectory = folder }
            configuration = .kubernetes(cluster)
        }
        if let problem = configuration.problems().first {
            let variable = names[problem.key]
            throw Fault(isAbsence: problem.isAbsence, variable: variable, message: "\(variable ?? problem.key) \(problem.message).")
        }
        let log = variables["MCP_HOST_LOG"] == nil ? HostLog.silent : HostLog.shared
        switch SessionRegistry([service.rawValue: configuration], engine: HTTPEngine(), log: log).session(service.rawValue) {
        case .failure(let problem): throw Self.fault(problem, service.rawValue)
        case .success(let session): self.session = session
        }
    }

    /// Sends one request and waits for its answer.
    ///
    /// - Parameters:
    ///   - method: such as `GET`; others than the session knows are sent as that.
    ///   - path: below the address of the API, without query.
    ///   - json: the body; nil: none.
    package func send(
        _ method: String, _ path: String, query: [(name: String, value: String)] = [], json: String? = nil
    ) throws(Fault) -> Answer {
        var outgoing = OutgoingRequest(
            base: session.bases[0], method: HTTPRequest.Method(rawValue: method) ?? .get, path: path,
            query: query.map { HTTPHeader(name: $0.name, value: $0.value) }, timeoutMilliseconds: timeoutMilliseconds,
            maximumBytes: session.connection.maximumBytes, effect: method == "GET" ? .read : .write)
        if let json { outgoing.body = .bytes(Array(json.utf8), contentType: "application/json") }
        let context = ExchangeContext(deadline: .now.adding(milliseconds: timeoutMilliseconds), cancellation: Cancellation())
        let way = Transmission(session: session, siteIndex: 0, context: context)
        let result = session.credentials.authorize(&outgoing, isAnonymous: false, way: way).flatMap { _ in way.send(outgoing) }
        switch result {
        case .failure(let problem): throw Self.fault(problem, session.name)
        case .success(let answer):
            return Answer(status: answer.status, body: String(decoding: Redaction.shared.blackOut(answer.body), as: UTF8.self))
        }
    }

    private static func fault(_ problem: Problem, _ subject: String) -> Fault {
        let failure = Guard.failure(problem, isWrite: false, subject: subject, wording: EnglishWording())
        let isSetting = problem.code == .sessionNotConfigured
        let reason = isSetting || problem.detail.isEmpty ? "" : " (\(problem.detail))"
        return Fault(
            variable: isSetting ? problem.details["variable"]?.string ?? "" : nil,
            message: Redaction.shared.redact(failure.message + reason))
    }
}
