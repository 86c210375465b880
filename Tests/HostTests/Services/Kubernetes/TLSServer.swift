import Glibc

@testable import Host

/// A TLS server of the Python standard library, with certificates made for it by the openssl program. It tells each client what
/// it has seen of it.
final class TLSServer: Sendable {
    let folder: String
    let port: Int
    private let life = Cancellation()

    enum Trouble: Error { case certificates(String), doesNotStart }

    /// - Parameters:
    ///   - demandsCertificate: whether a client without one is turned away.
    ///   - names: of the server's certificate, such as `DNS:localhost`.
    init(in folder: TemporaryFolder, demandsCertificate: Bool = false, names: String = "IP:127.0.0.1") throws {
        self.folder = folder.path
        try TLSServer.makeCertificates(folder, names: names)
        let script = try folder.write("server.py", TLSServer.script)
        let child = ChildProcess(
            command: "/usr/bin/env", arguments: ["python3", script, folder.path, demandsCertificate ? "required" : "optional"],
            environment: ChildProcess.inheritedEnvironment)
        let life = life
        Thread.start(name: "tls-server") { _ = child.run(until: .distantFuture, cancellation: life) }
        let deadline = MonotonicTime.now.adding(milliseconds: 20_000)
        var port: Int?
        while port == nil, .now < deadline {
            port = TestDirectory.read(folder.path + "/port").flatMap { Int(Text.trimmed($0)) }
            if port == nil { usleep(10_000) }
        }
        guard let port else {
            life.cancel(.shutdown)
            throw Trouble.doesNotStart
        }
        self.port = port
    }

    deinit { life.cancel(.shutdown) }

    var url: String { "https://127.0.0.1:\(port)" }
    func file(_ name: String) -> String { FilePath.join(folder, name) }
    func base64(_ name: String) -> String { Base64.encode(Array((TestDirectory.read(file(name)) ?? "").utf8)) }

    private static func makeCertificates(_ folder: TemporaryFolder, names: String) throws {
        try folder.write("server.ext", "subjectAltName=\(names)\nextendedKeyUsage=serverAuth\nbasicConstraints=CA:FALSE\n")
        try folder.write("client.ext", "extendedKeyUsage=clientAuth\nbasicConstraints=CA:FALSE\n")
        let key = "-newkey ec -pkeyopt ec_paramgen_curve:P-256 -nodes"
        var steps = ["req -x509 \(key) -keyout ca.key -out ca.crt -days 1 -subj /CN=test-authority -addext basicConstraints=critical,CA:TRUE"]
        for (name, subject) in [("server", "/CN=server"), ("client", "/O=dev/CN=ada")] {
            steps.append("req -new \(key) -keyout \(name).key -out \(name).csr -subj \(subject)")
            steps.append("x509 -req -in \(name).csr -CA ca.crt -CAkey ca.key -CAcreateserial -days 1 -out \(name).crt -extfile \(name).ext")
        }
        for step in steps {
            let done = try Program.run(step.split(separator: " ").map(String.init), in: folder.path, path: "/usr/bin/openssl")
            guard done.status == 0 else { throw Trouble.certificates(done.errors) }
        }
    }

    /// Takes any token while there is no file `expected`; then only the one in it.
    private static let script = """
        import http.server, json, os, pathlib, ssl, sys, threading
        folder = pathlib.Path(sys.argv[1])
        names = threading.local()

        class Handler(http.server.BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"
            def do_GET(self):
                given = self.headers.get("Authorization", "")
                expected = folder / "expected"
                good = not expected.exists() or given == "Bearer " + expected.read_text().strip()
                subject = {k: v for part in (self.connection.getpeercert() or {}).get("subject", ()) for k, v in part}
                body = json.dumps({"subject": subject.get("commonName"), "authorization": given, "host": self.headers["Host"],
                                   "name": self.connection.asked_name}).encode()
                self.send_response(200 if good else 401)
                self.send_header("Content-Length", str(len(body)))
                self.end_headers()
                self.wfile.write(body)
            def log_message(self, *arguments): pass

        class Socket(ssl.SSLSocket):
            asked_name = None

        class Server(http.server.ThreadingHTTPServer):
            def get_request(self):
                connection, address = self.socket.accept()
                connection.settimeout(10)
                return context.wrap_socket(connection, server_side=True), address
            def handle_error(self, request, address): pass

        def remember(connection, name, context): connection.asked_name = name

        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.sslsocket_class = Socket
        context.sni_callback = remember
        context.load_cert_chain(folder / "server.crt", folder / "server.key")
        context.load_verify_locations(folder / "ca.crt")
        context.verify_mode = ssl.CERT_REQUIRED if sys.argv[2] == "required" else ssl.CERT_OPTIONAL
        server = Server(("127.0.0.1", 0), Handler)
        # Nobody is left to end it when the tests were killed.
        threading.Timer(300, os._exit, (0,)).start()
        (folder / "port.new").write_text(str(server.server_port))
        (folder / "port.new").rename(folder / "port")
        server.serve_forever()
        """
}
