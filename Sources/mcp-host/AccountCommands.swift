import ArgumentParser
import Host

struct Login: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Sign in to a session and keep its token; the password is typed unseen.",
        discussion: """
            Asks for login and password on the terminal, and for what the service wants besides (phone digits, captcha). Shows \
            whose account it is, and stores the token only after a yes. One run is one attempt: nothing is tried again by itself. \
            Passwords are taken from no argument and no variable, because others can read those.
            """)

    @Argument(help: ArgumentHelp("The session's name in plugins.json.", valueName: "session"))
    var session: String

    @Option(name: .customLong("config"), help: ArgumentHelp("The plugins.json to use.", valueName: "file"))
    var configuration: String?

    @Option(help: ArgumentHelp("Login or e-mail address; default: that of the session, else it is asked for.", valueName: "name"))
    var login: String?

    @Option(help: ArgumentHelp("Read the password from a file that only you can read.", valueName: "file"))
    var passwordFile: String?

    @Option(name: .customLong("password-fd"), help: ArgumentHelp("Read the password from an open descriptor, such as 0 for a pipe.", valueName: "number"))
    var passwordDescriptor: Int32?

    @Flag(name: .customLong("yes"), help: "Store the token without asking.")
    var isAgreed = false

    func validate() throws {
        if passwordFile != nil, passwordDescriptor != nil { throw ValidationError("--password-file and --password-fd exclude each other") }
    }

    func run() throws {
        throw Operator.login(
            LoginOptions(
                session: session, deployment: DeploymentOptions(configuration: configuration), login: login, passwordFile: passwordFile,
                passwordDescriptor: passwordDescriptor, isAgreed: isAgreed))
    }
}

struct Status: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show who is logged in, until when, limits, and what is blocked; sends nothing.",
        discussion: "Ends with 1 when a session that bundles use would not work now. Loads no bundle and changes no file.")

    @OptionGroup var shared: SharedOptions

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() throws { throw Operator.status(shared.deployment, json: json) }
}

struct Logout: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Delete the stored token of a session.")

    @Argument(help: ArgumentHelp("The session's name in plugins.json.", valueName: "session"))
    var session: String

    @Option(name: .customLong("config"), help: ArgumentHelp("The plugins.json to use.", valueName: "file"))
    var configuration: String?

    @Flag(name: .customLong("yes"), help: "Delete it without asking.")
    var isAgreed = false

    func run() throws {
        throw Operator.logout(DeploymentOptions(configuration: configuration), session: session, isAgreed: isAgreed)
    }
}
