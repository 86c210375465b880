/// Makes a `Manifest` of the text of plugins.json.
struct ManifestReader {
    private let source: SourceText

    /// - Parameters:
    ///   - source: the text and the name under which its mistakes are reported.
    ///   - environment: where `${NAME}` is looked up.
    static func read(_ source: SourceText, environment: Environment) -> Manifest {
        ManifestReader(source: source).read(environment)
    }

    private func read(_ environment: Environment) -> Manifest {
        var manifest = Manifest(file: source.file, policy: PolicyEntry(), bundles: [], sessions: [], problems: [], secrets: [])
        let root: LocatedJSON
        switch LocatedJSON.parse(source.bytes) {
        case .success(let value): root = value
        case .failure(let error):
            let place = source.place(at: error.offset)
            manifest.problems = [ManifestProblem(path: [], place: place, message: error.message)]
            return manifest
        }
        var check = ShapeCheck(source: source, environment: environment)
        let checked = check.check(root, ManifestShape.root)
        let problems = check.problems
        manifest.problems = problems.filter { $0.reach == .everything }
        manifest.policy = policy(checked?["policy"])
        manifest.bundles = (root["plugins"]?.members ?? []).map { member in
            var entry = bundle(member, checked?["plugins"]?[member.name])
            entry.problems = problems.filter { $0.reach == .bundle(member.name) }
            return entry
        }
        manifest.sessions = (root["sessions"]?.members ?? []).map { member in
            SessionEntry(
                name: member.name, place: source.place(at: member.nameOffset),
                value: checked?["sessions"]?[member.name] ?? LocatedJSON(offset: member.value.offset, value: .object([])),
                source: source, problems: problems.filter { $0.reach == .session(member.name) })
        }
        manifest.secrets = check.secrets
        return manifest
    }

    private func policy(_ value: LocatedJSON?) -> PolicyEntry {
        PolicyEntry(
            writes: writes(value), confirmsInChat: value?["confirm_in_chat"]?.json.bool,
            deadlineMilliseconds: milliseconds(value?["deadline_seconds"]),
            resultLimit: integer(value?["result_limit_bytes"]), workers: integer(value?["workers"]))
    }

    private func bundle(_ member: LocatedJSON.Member, _ value: LocatedJSON?) -> BundleEntry {
        var entry = BundleEntry(name: member.name, place: source.place(at: member.nameOffset))
        guard let value else { return entry }
        entry.path = value["path"]?.json.string ?? ""
        entry.pathVariables = value["path"]?.variables ?? []
        entry.enabled = value["enabled"].flatMap { placed($0.json.bool, $0) }
        entry.sessions = value["sessions"]?.items.compactMap { placed($0.json.string, $0) } ?? []
        let tools = value["tools"]
        entry.tools.allow = tools?["allow"].map { Placed(value: globs($0), place: source.place(at: $0.offset)) }
        entry.tools.deny = tools?["deny"].map(globs) ?? []
        entry.tools.confirm = tools?["confirm"].map(globs) ?? []
        entry.writes = writes(value)
        entry.deadlineMilliseconds = milliseconds(value["deadline_seconds"])
        entry.resultLimit = integer(value["result_limit_bytes"])
        entry.settings = value["settings"]?.json.object ?? JSONObject()
        return entry
    }

    private func placed<Value>(_ value: Value?, _ located: LocatedJSON) -> Placed<Value>? {
        value.map { Placed(value: $0, place: source.place(at: located.offset)) }
    }

    private func globs(_ value: LocatedJSON) -> [Placed<Glob>] {
        value.items.compactMap { placed($0.json.string.map(Glob.init), $0) }
    }

    private func writes(_ value: LocatedJSON?) -> Placed<WritePolicy>? {
        guard let value = value?["writes"] else { return nil }
        return placed(value.json.string.flatMap(WritePolicy.init(name:)), value)
    }

    private func milliseconds(_ value: LocatedJSON?) -> Int64? {
        value?.json.double.map { max(1, Int64(($0 * 1000).rounded())) }
    }

    private func integer(_ value: LocatedJSON?) -> Int? { value?.json.integer.map(Int.init) }
}
