import AIWorkerKit
import ArgumentParser

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
            discussion: "Quotes around a whole value are left out. Values are secrets: they are never printed."))
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
