import Host

// A client waits for `serve` to answer, so its few options are read by hand; everything else, mistakes included, has time
// for the full parser.
if let options = ServeArguments.parse(CommandLine.arguments.dropFirst()) {
    Operator.exit(Operator.serve(options))
}
CommandLineTool.run()
