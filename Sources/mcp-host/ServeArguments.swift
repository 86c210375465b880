import Host

/// The command line of `serve` in its plain form.
enum ServeArguments {
    /// The options, or nil for anything that is not plainly `serve`: another command, `--help`, a mistake.
    static func parse(_ arguments: some Collection<String>) -> DeploymentOptions? {
        var options = DeploymentOptions()
        var rest = Array(arguments)[...]
        if rest.first == "serve" { rest.removeFirst() }
        while let argument = rest.popFirst() {
            if argument == "--read-only" {
                options.isReadOnly = true
                continue
            }
            guard let (name, value) = option(argument, &rest), !value.isEmpty else { return nil }
            if name == "--config" { options.configuration = value } else { options.toolsets = DeploymentOptions.names(value) }
        }
        return options
    }

    /// `--name value` and `--name=value`.
    private static func option(_ argument: String, _ rest: inout ArraySlice<String>) -> (name: String, value: String)? {
        for name in ["--config", "--toolsets"] {
            if argument == name { return rest.popFirst().flatMap { $0.hasPrefix("-") ? nil : (name, $0) } }
            if argument.hasPrefix(name + "=") { return (name, String(argument.dropFirst(name.count + 1))) }
        }
        return nil
    }
}
