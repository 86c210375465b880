import ArgumentParser
import Dispatch
import Glibc
import KworkSandbox

@main
struct KworkSandboxCommand: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "kwork-sandbox",
        abstract: "A strict stand-in for api.kwork.ru and kwork.ru on this machine.",
        discussion: """
            Prints the environment that points the Kwork tools at it, then runs until SIGINT or SIGTERM.
            Faults are planned over http://127.0.0.1:PORT/_sandbox/faults.
            """)

    @Option(help: "Port of the stand-in for api.kwork.ru; 0 takes a free one.")
    var apiPort = 0

    @Option(help: "Port of the stand-in for kwork.ru; 0 takes a free one.")
    var webPort = 0

    @Option(help: "Write the printed lines to this file once both ports accept connections.")
    var readyFile: String?

    @Option(help: "Which site the hosts stand in for: ru, or com, which has no exchange.")
    var site: SandboxConfiguration.Site = .ru

    @Option(help: "Start value for tokens and keys; the same seed hands out the same ones.")
    var seed: UInt64 = 1

    @Option(help: "Login of the one account.")
    var login = "demo"

    @Option(help: "Password of the one account.")
    var password = "demo"

    @Option(help: "Last four digits of the phone that sign-in asks for.")
    var phoneDigits: String?

    @Flag(help: "Sign-in answers with the captcha error until it is solved.")
    var captcha = false

    @Option(help: "Seconds a token lives.")
    var tokenLifetime = 30 * 24 * 3600

    @Option(help: "RPS,BURST or RPS,BURST,SLACK_MS: requests beyond this pace get a 429.")
    var requirePace: PaceArgument?

    @Flag(help: "End when standard input ends, so that no sandbox outlives the program that started it.")
    var withParent = false

    func validate() throws {
        guard (0...65535).contains(apiPort), (0...65535).contains(webPort) else { throw ValidationError("A port is a number from 0 to 65535.") }
        guard tokenLifetime >= 0, tokenLifetime <= 1_000_000_000 else { throw ValidationError("--token-lifetime is a number of seconds from 0 to 1000000000.") }
    }

    func run() async throws {
        var settings = SandboxConfiguration()
        settings.apiPort = apiPort
        settings.webPort = webPort
        settings.login = login
        settings.password = password
        settings.phoneDigits = phoneDigits
        settings.captchaAtSignIn = captcha
        settings.tokenLifetime = tokenLifetime
        settings.seed = seed
        settings.site = site
        settings.pace = requirePace?.limit

        let ending = Ending(watchStandardInput: withParent)
        let folder = try TokenFolder()
        defer { folder.remove() }
        try await SandboxServer.withRunning(settings) { server in
            try announce(server, tokenFile: folder.tokenFile)
            await ending.wait()
        }
    }

    private func announce(_ server: SandboxServer, tokenFile: String) throws {
        let lines = """
            # kwork-sandbox is ready: api \(server.apiURL) web \(server.webURL)
            KWORK_API_URL=\(server.apiURL)
            KWORK_WEB_URL=\(server.webURL)
            KWORK_LOGIN=\(login)
            KWORK_PASSWORD=\(password)
            KWORK_TOKEN_FILE=\(tokenFile)

            """
        print(lines, terminator: "")
        fflush(nil)
        if let readyFile { try ReadyFile.write(lines, to: readyFile) }
    }
}

extension SandboxConfiguration.Site: ExpressibleByArgument {}
