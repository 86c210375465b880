/// The columns of a project as a person gives them. nil: not given.
public struct NewProject: Sendable {
    public var id: String
    public var name: String?
    public var description: String?
    public var giteaOwner: String?
    public var giteaRepoName: String?
    public var giteaRepoURL: String?
    public var defaultBranch: String?
    public var dockerImage: String?
    public var previewPort: Int64?
    /// Names and values; the values are secrets.
    public var environment: [(name: String, value: String)]?

    /// A project of which nothing is given yet.
    public init(id: String) { self.id = id }

    /// Checks what can be checked without the database, and gives the columns to write.
    func columns() throws -> [(name: String, value: SQLValue)] {
        try PersonText.identifier(id, "The id of a project")
        var columns: [(name: String, value: SQLValue)] = []
        func add(_ column: String, _ text: String?, _ what: String, longest: Int = 512) throws {
            guard let text else { return }
            guard text.unicodeScalars.count <= longest else {
                throw Failure.invalidArgument("\(what) is longer than \(longest) characters.")
            }
            columns.append((column, text.isEmpty ? .null : .text(text.storable)))
        }
        if let name, name.allSatisfy(\.isWhitespace) { throw Failure.invalidArgument("The name of a project must not be empty.") }
        try add("name", name, "The name")
        try add("description", description, "The description", longest: 100_000)
        try add("gitea_owner", giteaOwner, "The owner in Gitea")
        try add("gitea_repo_name", giteaRepoName, "The repository in Gitea")
        try add("gitea_repo_url", giteaRepoURL, "The address of the repository")
        try add("default_branch", defaultBranch, "The default branch")
        try add("docker_image", dockerImage, "The image")
        if let previewPort {
            guard (1...65_535).contains(previewPort) else { throw Failure.invalidArgument("The port must be a number from 1 to 65535.") }
            columns.append(("preview_port", .integer(previewPort)))
        }
        if let environment {
            for (name, _) in environment where !PreviewName.isEnvironmentName(name) {
                throw Failure.invalidArgument("The cluster takes no environment variable named \"\(name)\".")
            }
            let object = JSON.Object(environment.map { (key: $0.name, value: .string($0.value)) })
            columns.append(("env_vars", .text(JSON.object(object).storable.text)))
        }
        return columns
    }
}

/// What every text from a person has to be.
enum PersonText {
    static func identifier(_ id: String, _ what: String) throws {
        guard (1...64).contains(id.unicodeScalars.count), !id.unicodeScalars.contains(where: { $0.value < 0x20 || $0.value == 0x7F }),
            id == String(id.drop { $0.isWhitespace }), id.last?.isWhitespace != true
        else { throw Failure.invalidArgument("\(what) must have 1 to 64 characters on one line, without blanks at its ends.") }
    }

    /// - Parameter limit: how the message about too many begins.
    static func capabilities(_ words: [String], _ limit: String) throws {
        for word in words where word.allSatisfy(\.isWhitespace) || word.utf8.count > 200 {
            throw Failure.invalidArgument("A capability is a word of at most 200 bytes.")
        }
        guard words.count <= 100 else { throw Failure.invalidArgument("\(limit) at most 100 capabilities.") }
    }
}

extension QueueTransaction {
    func add(_ new: NewProject) throws -> Project {
        var new = new
        if new.name == nil { new.name = new.id }
        let columns = [("id", SQLValue.text(new.id))] + (try new.columns()) + [("created_at", time(now)), ("updated_at", time(now))]
        do {
            try connection.execute(
                "INSERT INTO projects (\(columns.map { $0.0 }.joined(separator: ", "))) "
                    + "VALUES (\(columns.map { _ in "?" }.joined(separator: ", ")))", columns.map { $0.1 })
        } catch StoreError.duplicate {
            throw Failure.make(
                "already_exists", "There is a project \(new.id) already. `aiworkerctl project set` changes it.")
        }
        guard let project = try project(new.id) else { throw Failure.projectNotFound(new.id) }
        return project
    }

    func set(_ new: NewProject) throws -> Project {
        let columns = try new.columns()
        guard !columns.isEmpty else { throw Failure.invalidArgument("Nothing was given to be changed.") }
        guard let found = try project(new.id), found.id == new.id else { throw Failure.projectNotFound(new.id) }
        try connection.execute(
            "UPDATE projects SET \(columns.map { "\($0.name) = ?" }.joined(separator: ", ")), updated_at = ? WHERE id = ?",
            columns.map(\.value) + [time(now), .text(new.id)])
        return try project(new.id) ?? found
    }
}
