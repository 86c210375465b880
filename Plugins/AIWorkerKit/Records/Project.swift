/// One row of `projects`. The values of `environment` are secrets: they go into the cluster and nowhere else.
public struct Project: Sendable {
    public var id: String
    public var name: String
    public var description: String?
    public var giteaOwner: String?
    public var giteaRepoName: String?
    public var giteaRepoURL: String?
    public var defaultBranch: String
    public var dockerImage: String?
    /// Sorted by name. nil: the column holds something else than an object of texts.
    public var environment: [(name: String, value: String)]?
    public var previewPort: Int64

    init(_ row: Row) {
        func filled(_ column: String) -> String? { row.text(column).flatMap { $0.isEmpty ? nil : $0 } }
        id = row.text("id") ?? ""
        name = row.text("name") ?? ""
        description = row.text("description")
        giteaOwner = filled("gitea_owner")
        giteaRepoName = filled("gitea_repo_name")
        giteaRepoURL = filled("gitea_repo_url")
        defaultBranch = filled("default_branch") ?? "main"
        dockerImage = filled("docker_image")
        previewPort = row.integer("preview_port") ?? 8080
        environment = Self.environment(row.text("env_vars"))
    }

    private static func environment(_ json: String?) -> [(name: String, value: String)]? {
        guard let json else { return [] }
        guard let value = JSON(text: json) else { return nil }
        if value.isNull { return [] }
        guard let object = value.asObject else { return nil }
        var variables: [(name: String, value: String)] = []
        for (name, value) in object.members {
            switch value {
            case .string(let text): variables.append((name, text))
            case .integer(let number): variables.append((name, String(number)))
            case .bool(let flag): variables.append((name, String(flag)))
            case .number(let number): variables.append((name, String(number)))
            default: return nil
            }
        }
        return variables.sorted { $0.name < $1.name }
    }

    /// What tools tell: the names of the environment, never its values.
    public var summary: JSON {
        [
            "id": .string(id), "name": .string(name), "giteaOwner": .optional(giteaOwner),
            "giteaRepoName": .optional(giteaRepoName), "giteaRepoUrl": .optional(giteaRepoURL),
            "defaultBranch": .string(defaultBranch), "dockerImage": .optional(dockerImage),
            "envVarNames": .array((environment ?? []).map { .string($0.name) }),
        ]
    }
}
