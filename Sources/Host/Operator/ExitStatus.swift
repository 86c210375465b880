/// What `mcp-host` ends with. Documented in `--help` and docs/operator-guide.md; scripts rely on it.
package enum ExitStatus: Int32, Sendable, Error {
    /// Done: the client left, the tool answered, everything checked is usable.
    case success = 0
    /// The tool failed or was refused; with `check` and `status`, something cannot be used.
    case failure = 1
    /// The command line is wrong; with `call`, there is no such tool.
    case usage = 2
    /// No plugins.json, or one that cannot be used at all.
    case configuration = 3
    /// A write may or may not have happened: check, do not just repeat.
    case outcomeUnknown = 4
    /// A person stopped it with Ctrl-C, or somebody with SIGTERM.
    case interrupted = 130
}
