import ArgumentParser
import Host

struct Serve: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Serve MCP over stdin and stdout until the client leaves.")

    @OptionGroup var shared: SharedOptions

    func run() throws { throw Operator.serve(shared.deployment) }
}

struct List: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Show which tools are on, which are off, and which rule decided.")

    @OptionGroup var shared: SharedOptions

    @Flag(help: "Print JSON for programs.")
    var json = false

    func run() throws { throw Operator.list(shared.deployment, json: json) }
}

struct Check: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Check plugins.json and all its bundles, or one bundle, without serving.",
        discussion: "Bundles are loaded and started, so that what they say about their settings counts too.",
        aliases: ["doctor"])

    @OptionGroup var shared: SharedOptions

    @Flag(help: "Print JSON for programs.")
    var json = false

    @Argument(help: ArgumentHelp("A bundle to check by itself, without plugins.json.", valueName: "bundle.so"))
    var bundle: String?

    func run() throws {
        guard let bundle else { throw Operator.check(shared.deployment, json: json) }
        throw Operator.check(bundle: bundle, json: json)
    }
}

struct Call: ParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Call one tool: its text goes to stdout, progress, questions and errors to the terminal.",
        usage: """
            mcp-host call [<options>] <tool> [<key=value> ...]
            mcp-host call [<options>] <tool> '{"key": "value"}'
            mcp-host call [<options>] <bundle.so> <tool> [<key=value> ...]
            """,
        discussion: """
            A value is read as the type that the tool's schema names; a list is a repeated key or a JSON array. A single "-" \
            reads the arguments as JSON from stdin, which keeps them out of the list of processes. A bundle given by its \
            file is called without plugins.json, hence without sessions and settings.
            """)

    @OptionGroup var shared: SharedOptions

    @Flag(help: "Print the whole result as JSON.")
    var json = false

    @Flag(name: .customLong("preview"), help: "Only show what a person would be asked to agree to; nothing is changed.")
    var isPreview = false

    @Argument(help: ArgumentHelp("A bundle's file, if any, then the tool, then its arguments.", valueName: "tool and arguments"))
    var words: [String]

    func run() throws { throw Operator.call(shared.deployment, words: words, json: json, isPreview: isPreview) }
}

struct CFlags: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "cflags", abstract: "Print the compiler flags that find mcp_plugin.h, for $(mcp-host cflags).")

    func run() throws { throw Operator.compilerFlags() }
}

struct Schema: ParsableCommand {
    static let configuration = CommandConfiguration(abstract: "Print the JSON Schema of plugins.json.")

    func run() throws { throw Operator.schema() }
}
