/// A bundle given by its file, as its author tries it out: everything on, no sessions, no settings.
struct SingleBundle {
    let bundle: LoadedBundle
    let services: Services

    /// Loads the bundle; it is started at its first call, or by `start`.
    static func load(_ path: String, in surroundings: Surroundings) -> Result<SingleBundle, BundleRefusal> {
        let services = Services(sessions: [:])
        let absolute = surroundings.absolute(path, from: surroundings.workingDirectory)
        return BundleLoader.load(path: absolute, name: name(of: path), services: { [services] in services.table(id: $0, revision: $1) }).map {
            SingleBundle(bundle: $0, services: services)
        }
    }

    /// Whether a word on the command line is meant as a bundle's file: tools have neither slashes nor dots in their names.
    static func isBundle(_ word: String) -> Bool { word.contains("/") || word.hasSuffix(".so") }

    /// `libHello.so` and `hello.so` would be called `Hello` and `hello` in plugins.json.
    static func name(of path: String) -> String {
        var name = FilePath.name(of: path)
        if name.hasSuffix(".so") { name.removeLast(3) }
        if name.hasPrefix("lib"), name.count > 3 { name.removeFirst(3) }
        let plain = String(name.map { $0.isASCII && ($0.isLetter || $0.isNumber || "._-".contains($0)) ? $0 : "-" })
        return Shape.isName(plain) ? plain : "bundle"
    }

    var tools: [Tool] {
        bundle.tools.flatMap { tool in
            bundle.makeTools(
                sessions: [], writes: { _ in .auto },
                deadline: tool.deadlineMilliseconds > 0 ? tool.deadlineMilliseconds : BundleAssembly.usualDeadline,
                resultLimit: 1 << 20, allowed: { $0 == tool.name })
        }
    }

    /// Why the bundle cannot be used; nil when its `init` agreed.
    func start() -> String? { BundleStart.run([bundle], patience: BundleLife.startMilliseconds)[0] }

    func end() {
        bundle.life.finish(until: .now.adding(milliseconds: BundleAssembly.endMilliseconds))
        services.shutdown()
    }

    /// What `mcp-host check bundle.so` prints.
    func report(path: String) -> String {
        let count = "\(bundle.tools.count) \(bundle.tools.count == 1 ? "tool" : "tools")"
        var text = "\(FilePath.name(of: path))  \(bundle.id) \(TerminalText.printable(bundle.version)), ABI \(bundle.abi), \(count), \(needs)\n"
        let signatures = bundle.tools.map { tool in
            let definition = tool.definition(deadline: 0)
            return (line: SignatureLine.signature(definition), effect: SignatureLine.effect(definition.hints, hasPreview: tool.preview != nil))
        }
        // A long signature must not push the other effects out of sight.
        let width = signatures.map(\.line.count).filter { $0 <= 60 }.max() ?? 0
        for signature in signatures {
            let gap = String(repeating: " ", count: max(0, width - signature.line.count) + 3)
            text += "  \(signature.line)\(gap)\(signature.effect)\n"
        }
        let shown = path.hasPrefix("./") ? String(path.dropFirst(2)) : path
        return text + "ready to enable: add \"\(bundle.name)\": { \"path\": \(JSON.string(shown).text) } to plugins.json\n"
    }

    /// The same for programs. Its members stay what they are; new ones may come.
    func json(path: String) -> JSON {
        [
            "ok": true, "file": .string(path), "problem": .null, "id": .string(bundle.id), "version": .string(bundle.version),
            "abi": .string(bundle.abi), "services": .array(bundle.needs.map { .string($0) }),
            "tools": .array(bundle.tools.map { tool in
                [
                    "name": .string(tool.name), "signature": .string(SignatureLine.signature(tool.definition(deadline: 0))),
                    "readOnly": .bool(!tool.hints.contains(.write)), "destructive": .bool(tool.hints.contains(.destructive)),
                    "preview": .bool(tool.preview != nil),
                ]
            }),
        ]
    }

    private var needs: String {
        bundle.needs.isEmpty ? "no services asked for" : "asks for \(bundle.needs.joined(separator: ", "))"
    }
}
