import AIWorkerKit
import ArgumentParser
import Foundation

struct Initialize: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "init", abstract: "Create the schema where it is absent. The toolset does the same on first use.")

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        _ = try people.lastEvent()
        return Answer(json: ["success": true], text: "The database is ready.")
    }
}

struct ProjectCommand: ParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "project", abstract: "Projects: where tasks belong to.",
        subcommands: [ProjectAdd.self, ProjectSet.self, ProjectList.self, ProjectShow.self])
}

/// The columns of a project on the command line.
struct ProjectColumns: ParsableArguments {
    @Option(help: "Name for people. Default: the id.")
    var name: String?

    @Option(help: "What the project is about.")
    var description: String?

    @Option(help: "Owner of the repository in Gitea.")
    var giteaOwner: String?

    @Option(help: "Name of the repository in Gitea.")
    var giteaRepo: String?

    @Option(help: "Address of the repository for agents.")
    var giteaRepoUrl: String?

    @Option(help: "Branch that work starts from. Default: main.")
    var defaultBranch: String?

    @Option(help: "Image that previews run.")
    var dockerImage: String?

    @Option(help: "Port that the container of a preview listens on. Default: 8080.")
    var previewPort: Int64?

    @Option(
        help: ArgumentHelp(
            "File with the environment of previews, as lines NAME=VALUE or as a JSON object; - reads standard input.",
            discussion: "Values are secrets: they are never printed."))
    var envFile: String?

    func project(_ id: String) throws -> NewProject {
        var project = NewProject(id: id)
        project.name = name
        project.description = description
        project.giteaOwner = giteaOwner
        project.giteaRepoName = giteaRepo
        project.giteaRepoURL = giteaRepoUrl
        project.defaultBranch = defaultBranch
        project.dockerImage = dockerImage
        project.previewPort = previewPort
        project.environment = try envFile.map { try EnvironmentFile.read($0) }
        return project
    }
}

struct ProjectAdd: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "add", abstract: "Add a project.")

    @Argument(help: "Id: 1 to 64 characters, such as shop.")
    var id: String

    @OptionGroup var columns: ProjectColumns
    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let project = try people.add(try columns.project(id))
        return Answer(json: ["project": project.forPeople], text: "Project \(Printable.line(project.id)) was added.")
    }
}

struct ProjectSet: PeopleCommand {
    static let configuration = CommandConfiguration(
        commandName: "set", abstract: "Change columns of a project; those that are not given stay.")

    @Argument(help: "Id of the project.")
    var id: String

    @OptionGroup var columns: ProjectColumns
    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let project = try people.set(try columns.project(id))
        return Answer(json: ["project": project.forPeople], text: "Project \(Printable.line(project.id)) was changed.")
    }
}

struct ProjectList: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "list", abstract: "List projects.")

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let projects = try people.projects()
        var table = Table("ID", "NAME", "REPOSITORY", "IMAGE")
        for project in projects {
            let repository = project.giteaOwner.flatMap { owner in project.giteaRepoName.map { "\(owner)/\($0)" } }
            table.add(project.id, project.name, repository, project.dockerImage)
        }
        return Answer(
            json: ["projects": .array(projects.map(\.forPeople))],
            text: projects.isEmpty ? "There is no project yet. `aiworkerctl project add shop` makes one." : table.text)
    }
}

struct ProjectShow: PeopleCommand {
    static let configuration = CommandConfiguration(commandName: "show", abstract: "Show a project; of its environment the names only.")

    @Argument(help: "Id of the project.")
    var id: String

    @OptionGroup var common: CommonOptions

    func work(_ people: People) throws -> Answer {
        let project = try people.project(id)
        return Answer(json: ["project": project.forPeople], text: Fields(project.forPeople).text)
    }
}

extension Project {
    /// Every column, of the environment the names only.
    var forPeople: JSON {
        guard var object = summary.asObject else { return .null }
        object["description"] = .optional(description)
        object["previewPort"] = .integer(previewPort)
        return .object(object)
    }
}

/// The environment of a preview, read from a file because arguments are seen by everybody on the machine.
enum EnvironmentFile {
    static func read(_ path: String) throws -> [(name: String, value: String)] {
        let handle = path == "-" ? FileHandle.standardInput : FileHandle(forReadingAtPath: path)
        guard let handle, let data = try? handle.readToEnd() ?? Data() else {
            throw Failure.invalidArgument("The file \(path) cannot be read.")
        }
        let text = String(decoding: data, as: UTF8.self)
        if text.drop(while: \.isWhitespace).hasPrefix("{") {
            guard let object = JSON(text: text)?.asObject else { throw Failure.invalidArgument("The file \(path) is no JSON object.") }
            return try object.members.map { name, value in
                guard let value = value.asString else { throw Failure.invalidArgument("The value of \(name) in \(path) is no text.") }
                return (name, value)
            }
        }
        return try text.split(whereSeparator: \.isNewline).enumerated().compactMap { number, line in
            let line = line.drop(while: \.isWhitespace)
            if line.isEmpty || line.hasPrefix("#") { return nil }
            guard let equals = line.firstIndex(of: "=") else {
                // The line may be a secret without its name.
                throw Failure.invalidArgument("Line \(number + 1) of \(path) has not the form NAME=VALUE.")
            }
            return (String(line[..<equals]), String(line[line.index(after: equals)...]))
        }
    }
}

/// Names and values under each other.
struct Fields {
    private let object: JSON

    init(_ object: JSON) { self.object = object }

    var text: String {
        let members = object.asObject?.members ?? []
        let width = members.map(\.key.count).max() ?? 0
        return members.compactMap { key, value in
            let shown: String
            switch value {
            case .null: return nil
            case .string(let text): shown = Printable.lines(text).replacing("\n", with: "\n" + String(repeating: " ", count: width + 2))
            case .array(let items) where items.allSatisfy({ $0.asString != nil }):
                if items.isEmpty { return nil }
                shown = items.compactMap(\.asString).map(Printable.line).joined(separator: ", ")
            default: shown = Printable.line(value.text)
            }
            return key + String(repeating: " ", count: width - key.count + 2) + shown
        }.joined(separator: "\n")
    }
}
