import Testing

@testable import Host

@Suite struct FindingFilesTests {
    private let folder = try? TemporaryFolder()

    @Test("plugins.json is taken from the first place that has one")
    func order() throws {
        let folder = try #require(folder)
        let places = ["home/.config/mcp-host/plugins.json", "bin/plugins.json", "here/plugins.json"]
        let reasons = ["in the configuration folder of this user", "beside the program", "in the working directory"]
        for (place, reason) in zip(places, reasons) {
            let path = try folder.write(place)
            let found = try ConfigurationFile.find(explicit: nil, in: folder.surroundings())
            #expect(found.path == path)
            #expect(found.reason == reason)
        }
    }

    @Test("a file given by name is used, and --config beats MCP_HOST_CONFIG")
    func explicit() throws {
        let folder = try #require(folder)
        try folder.write("here/plugins.json")
        let other = try folder.write("here/other.json")
        let third = try folder.write("third.json")
        let surroundings = folder.surroundings(["MCP_HOST_CONFIG": third])
        #expect(try ConfigurationFile.find(explicit: nil, in: surroundings).path == third)
        let found = try ConfigurationFile.find(explicit: "other.json", in: surroundings)
        #expect(found == ConfigurationFile(path: other, shown: "other.json", reason: "given by --config"))
    }

    @Test("a file given by name that is missing is never replaced by another")
    func missing() throws {
        let folder = try #require(folder)
        try folder.write("here/plugins.json")
        let error = #expect(throws: ConfigurationFile.NotFound.self) {
            try ConfigurationFile.find(explicit: "gone.json", in: folder.surroundings())
        }
        #expect(error?.message == "gone.json, given by --config, is not a file")
    }

    @Test("without any, the error lists the places")
    func none() throws {
        let folder = try #require(folder)
        let error = #expect(throws: ConfigurationFile.NotFound.self) {
            try ConfigurationFile.find(explicit: nil, in: folder.surroundings(["XDG_CONFIG_HOME": "/nowhere/config"]))
        }
        #expect(
            error?.message
                == "no plugins.json found; give one with --config or MCP_HOST_CONFIG (looked for \(folder.path)/here/plugins.json, \(folder.path)/bin/plugins.json, /nowhere/config/mcp-host/plugins.json)")
    }

    @Test("a bundle is found beside the configuration, the program and on MCP_HOST_PLUGIN_PATH, in this order")
    func bundles() throws {
        let folder = try #require(folder)
        let surroundings = folder.surroundings(["MCP_HOST_PLUGIN_PATH": "\(folder.path)/extra::more"])
        let search = BundleSearch(configuration: "\(folder.path)/conf/plugins.json", surroundings: surroundings)
        let places = ["here/more/b.so", "extra/b.so", "lib/mcp-host/b.so", "bin/plugins/b.so", "bin/b.so", "conf/b.so"]
        for place in places {
            let path = try folder.write(place)
            #expect(try search.find("b.so") == path)
            #expect(try search.find("./b.so") == path)
        }
        #expect(try search.find("\(folder.path)/bin/b.so") == "\(folder.path)/bin/b.so")
    }

    @Test("a bundle that is nowhere names every folder")
    func noBundle() throws {
        let search = BundleSearch(
            configuration: "/c/plugins.json",
            surroundings: Surroundings(workingDirectory: "/w", programDirectory: "/p/bin", environment: Environment([:])))
        let error = #expect(throws: BundleSearch.NotFound.self) { try search.find("no.so") }
        #expect(
            error?.message
                == "no.so is in none of /c, /p/bin, /p/bin/plugins, /p/lib/mcp-host; build it, or add its folder to MCP_HOST_PLUGIN_PATH")
        #expect(throws: BundleSearch.NotFound(message: "/no.so is not a file")) { try search.find("/no.so") }
    }
}
