/// The files of the page, from the program itself.
enum PageFiles {
    /// The modules of the page; `page.js` loads the others.
    private static let scripts: [String: [UInt8]] = [
        "/page.js": PackageResources.page_js, "/add.js": PackageResources.add_js, "/agents.js": PackageResources.agents_js,
        "/dom.js": PackageResources.dom_js, "/events.js": PackageResources.events_js, "/inbox.js": PackageResources.inbox_js,
        "/server.js": PackageResources.server_js, "/task.js": PackageResources.task_js, "/tasks.js": PackageResources.tasks_js,
        "/words.js": PackageResources.words_js,
    ]

    /// - Parameter hasLogin: whether there is a session to end, and so a button for it.
    static func file(_ path: String, hasLogin: Bool) -> Answer? {
        switch path {
        case "/": html(PackageResources.page_html, shows: hasLogin ? "logout" : nil)
        case "/page.css": style
        default: scripts[path].map { Answer(status: .ok, type: "text/javascript; charset=utf-8", body: $0) }
        }
    }

    static func beforeLogin(_ target: Target) -> Answer? {
        switch target.path {
        case "/login": html(PackageResources.login_html, shows: target.query["wrong"] == nil ? nil : "wrong")
        case "/page.css": style
        default: nil
        }
    }

    private static var style: Answer { Answer(status: .ok, type: "text/css; charset=utf-8", body: PackageResources.page_css) }

    /// - Parameter shows: the id of an element that is hidden otherwise.
    private static func html(_ bytes: [UInt8], shows id: String?) -> Answer {
        var text = String(decoding: bytes, as: UTF8.self)
        if let id { text = text.replacing("id=\"\(id)\" hidden", with: "id=\"\(id)\"") }
        return Answer(status: .ok, type: "text/html; charset=utf-8", body: Array(text.utf8))
    }
}
