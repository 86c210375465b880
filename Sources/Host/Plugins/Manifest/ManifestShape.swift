/// Every key of plugins.json. docs/plugins.schema.json is written from this table; a test holds the two together.
enum ManifestShape {
    static let root = Shape.object([
        Shape.Key("$schema", .text(.any), "Where the JSON Schema of this file is; for editors only."),
        Shape.Key("plugins", .named(noun: "bundle", .object(plugin)), required: true,
            "The tool bundles, each under the name that lists, logs and --toolsets use."),
        Shape.Key("sessions", .named(noun: "session", .kinds(sessions)),
            "Connections to services, with credentials, rate limit and proxy, for the bundles that are granted them."),
        Shape.Key("policy", .object(policy), "Rules for all bundles. Of two settings for the same thing the stricter one wins."),
    ])

    static let writes = WritePolicy.allCases.map(\.name)

    private static let writesMeaning = """
        What tools that change something may do: auto (default; the client's own permission prompt is the gate), confirm (the \
        person is asked with the exact content first) or off (they are not offered, and no session lets a change through).
        """

    private static let deadline = Shape.number(0...86_400, isAbove: true)
    private static let resultLimit = Shape.integer(1_024...67_108_864)

    private static let plugin = [
        Shape.Key("path", .text(.notEmpty), required: true,
            "The .so file. A relative path is looked for beside this file, beside the executable and in MCP_HOST_PLUGIN_PATH."),
        Shape.Key("enabled", .flag, "false leaves the bundle out: its file is not even opened. Default: true."),
        Shape.Key("sessions", .list(.text(.notEmpty)), "Names of the sessions this bundle may use. Default: none."),
        Shape.Key("tools", .object(tools), "Which of the bundle's tools are on, by name pattern."),
        Shape.Key("writes", .choice(writes), writesMeaning + " Here: for this bundle."),
        Shape.Key("deadline_seconds", deadline,
            "The longest one call of this bundle may take; a tool that asks for less keeps less. Default: policy.deadline_seconds."),
        Shape.Key("result_limit_bytes", resultLimit, "The largest answer of one call. Default: policy.result_limit_bytes."),
        Shape.Key("settings", .named(noun: "setting", .anything),
            "Handed to the bundle as it is, with variables expanded in all strings. What came from the environment counts as a secret in logs."),
    ]

    private static let patterns = Shape.list(.text(.notEmpty))
    private static let tools = [
        Shape.Key("allow", patterns, "When given, only tools that match one of these patterns are on. * is any text, ? one character."),
        Shape.Key("deny", patterns, "Tools that match one of these are off, even if allowed."),
        Shape.Key("confirm", patterns, "Writing tools that match one of these ask the person first, as with writes: confirm."),
    ]

    private static let policy = [
        Shape.Key("writes", .choice(writes), writesMeaning + " Here: for all bundles."),
        Shape.Key("confirm_in_chat", .flag,
            "With confirm, for a client that cannot show questions: the tool answers with what to show in the chat and a key for the call after the yes. false: such a client cannot use these tools. Default: true."),
        Shape.Key("deadline_seconds", deadline,
            "The longest one call may take; a tool that asks for less keeps less. Default: what the tool says, else 60."),
        Shape.Key("result_limit_bytes", resultLimit, "The largest answer of one call. Default: 1048576."),
        Shape.Key("workers", .integer(1...256), "How many calls of one thread-safe bundle may run at the same time; other bundles take one call after the other. Default: 16."),
    ]

    private static let rate = Shape.object([
        Shape.Key("per_second", .number(0...1_000, isAbove: true), required: true, "Sustained requests per second."),
        Shape.Key("burst", .integer(1...1_000), required: true, "Most requests in any one second."),
    ])

    /// What all kinds of session have.
    private static let connection = [
        Shape.Key("proxy", .text(.secret),
            "http://, socks4://, socks4a://, socks5:// or socks5h:// address, with user:password@ if it wants them. Empty: none. A session with a proxy never goes direct."),
        Shape.Key("timeout_seconds", .number(0...600, isAbove: true), "Longest time of one HTTP exchange. Default: 30."),
        Shape.Key("connect_timeout_seconds", .number(0...600, isAbove: true), "Longest time for connecting alone. Default: 10."),
        Shape.Key("max_bytes", .integer(1_024...1_073_741_824), "Largest answer body taken. Default: 8388608."),
        Shape.Key("ca_file", .text(.any), "PEM file of certificate authorities to trust instead of the system's."),
        Shape.Key("retries", .integer(0...10),
            "How often a read is sent again after a failure that may pass, with growing pauses. Writes are never sent again. Default: 3."),
        Shape.Key("circuit_breaker", .flag,
            "Whether a host that failed five times in a row is left in peace for a while. Default: true."),
    ]

    private static let plainHTTP = [
        Shape.Key("allow_http", .flag, "Allows addresses without TLS outside this machine. Default: false."),
    ]

    private static let sessions: [(kind: String, description: String, keys: [Shape.Key])] = [
        (
            "http", "Any HTTP service behind fixed headers.",
            [
                Shape.Key("base", .text(.notEmpty), "Address below which all requests stay: https://host[:port][/path]."),
                Shape.Key("sites", .named(noun: "site", .text(.notEmpty)),
                    "More addresses by name, for bundles that talk to several hosts of one service."),
                Shape.Key("headers", .named(noun: "header", .text(.secret)), "Sent with every request that carries credentials."),
                Shape.Key("rate", rate, "Rate limit, shared by all hosts of this user on this machine. Default: none."),
            ] + connection + plainHTTP
        ),
        (
            "kwork", "The Kwork marketplace, which signs in by itself.",
            [
                Shape.Key("site", .choice(KworkSite.allCases.map(\.rawValue)),
                    "Which of the two sites: ru or com. Account and token are the same on both; the project exchange is on ru alone. Default: ru."),
                Shape.Key("api", .text(.any), "Address of the API. Empty or left out: that of the site, https://api.kwork.ru/ or https://api.kwork.com/."),
                Shape.Key("web", .text(.any), "Address of the web site. Empty or left out: https://kwork.ru/ or https://kwork.com/."),
                Shape.Key("account", .text(.any),
                    "Whose account it has to be before anything is changed: its number or user name. Empty or left out: the first one seen."),
                Shape.Key("login", .text(.secret), "Login name or e-mail address."),
                Shape.Key("password", .text(.secret), "Password of the login."),
                Shape.Key("token", .text(.secret), "A ready token; comes before token_file and the login, and is never written anywhere."),
                Shape.Key("token_file", .text(.any),
                    "Where the token of a login is kept, readable by its owner only; ~/ is the home directory. Empty: not kept. Default: ~/.kwork_token."),
                Shape.Key("phone_last", .text(.secret), "Last four digits of the phone, which Kwork asks for on unfamiliar addresses."),
                Shape.Key("rate", rate, "Rate limit, shared by all hosts of this user on this machine. Default: 2 per second, burst 5."),
            ] + connection + plainHTTP
        ),
        (
            "gitea", "A Gitea or Forgejo server.",
            [
                Shape.Key("url", .text(.any),
                    "Address of the server, without /api/v1: https://git.example.com. Empty: not set up, and requests say so."),
                Shape.Key("token", .text(.secret), "Access token, sent in the Authorization header only. Empty: requests go without one."),
                Shape.Key("rate", rate, "Rate limit, shared by all hosts of this user on this machine. Default: none."),
            ] + connection + plainHTTP
        ),
        (
            "kubernetes", "The API of a Kubernetes cluster. server comes first, then kubeconfig, then the service account of the pod.",
            [
                Shape.Key("server", .text(.any), "Address of the API server: https://host[:port][/path]; http:// on this machine only. Empty: see kubeconfig."),
                Shape.Key("token", .text(.secret), "Bearer token for server."),
                Shape.Key("kubeconfig", .text(.any),
                    "Client configuration, several files separated by \":\"; what stands in an earlier one wins. ~/ is the home directory. Read at the first request."),
                Shape.Key("context", .text(.any), "Context of kubeconfig to use instead of its current-context."),
                Shape.Key("service_host", .text(.any), "Host of the API server inside a cluster; normally ${KUBERNETES_SERVICE_HOST:-}."),
                Shape.Key("service_port", .text(.any), "Its port; normally ${KUBERNETES_SERVICE_PORT:-}. Default: 443."),
                Shape.Key("service_account_dir", .text(.any),
                    "Folder with token and ca.crt inside a cluster. Default: /var/run/secrets/kubernetes.io/serviceaccount."),
                Shape.Key("rate", rate, "Rate limit, shared by all hosts of this user on this machine. Default: none."),
            ] + connection
        ),
    ]
}

extension ManifestShape {
    /// The JSON Schema of plugins.json, as published in docs/plugins.schema.json.
    static var schema: JSON {
        Shape.document(
            title: "plugins.json of mcp-host",
            description: "Which tool bundles are on, what they may use, and what they may do. See docs/operator-guide.md.", root: root)
    }
}
