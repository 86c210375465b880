import Testing

@testable import AIWorkerKit

@Suite struct DatabaseURLTests {
    @Test("paths of SQLite", arguments: [
        ("sqlite:///var/lib/queue.db", "/var/lib/queue.db"), ("sqlite:///a%20b/ü%3F%25.db", "/a b/ü?%.db"), ("sqlite:////x", "//x"),
        ("sqlite:///x.db%23y", "/x.db#y"),
    ])
    func sqlite(text: String, path: String) {
        #expect(DatabaseURL(text) == .sqlite(path: path))
    }

    @Test("memory") func memory() { #expect(DatabaseURL("sqlite::memory:") == .sqlite(path: nil)) }

    static func server(
        _ user: String = "u", _ password: String = "p", _ host: String = "h", _ port: Int = 3306, _ database: String = "d", ssl: String = "preferred",
        timeout: Int = 10
    ) -> DatabaseURL {
        var address = DatabaseURL.ServerAddress(user: user, password: password, host: host, port: port, database: database)
        address.sslMode = ssl
        address.connectTimeout = timeout
        return .server(address)
    }

    @Test("servers", arguments: [
        ("mysql://u:p@h:3307/d", server("u", "p", "h", 3307)),
        ("mariadb://u:p@h/d", server()),
        ("mysql://u@h/d", server("u", "")),
        ("mysql://u:@h/d", server("u", "")),
        ("mysql://u%40x:p%3Aa%2Fb%40c%25%3F@h/d", server("u@x", "p:a/b@c%?")),
        ("mysql://u:a:b@h/d", server("u", "a:b")),
        ("mysql://u:a@b@h/d", server("u", "a@b")),
        ("mysql://ü:a b😀@h/d%20e", server("ü", "a b😀", "h", 3306, "d e")),
        ("mysql://u:p@[::1]:3307/d", server("u", "p", "::1", 3307)),
        ("mysql://u:p@[fe80::1]/d", server("u", "p", "fe80::1")),
        ("mysql://u:p@h:65535/d", server("u", "p", "h", 65535)),
        ("mysql://u:p@h/d?ssl-mode=REQUIRED&connect-timeout=3", server(ssl: "required", timeout: 3)),
        ("mysql://u:p@h/d?connect-timeout=600&ssl-mode=verify-identity", server(ssl: "verify-identity", timeout: 600)),
        ("mysql://u:p@h/d?", server()),
        ("mysql://u:p?q@h/d", server("u", "p?q")),
        ("mysql://u:p?q=1@h/d?connect-timeout=3", server("u", "p?q=1", timeout: 3)),
        ("mysql://u:p/q@h/d", server("u", "p/q")),
        ("mysql://u:p#q@h/d", server("u", "p#q")),
    ])
    func servers(text: String, expected: DatabaseURL) {
        #expect(DatabaseURL(text) == expected)
    }

    @Test("what is none of the forms", arguments: [
        "", "sqlite", "sqlite:", "sqlite://", "sqlite:///", "sqlite://relative.db", "sqlite:relative.db", "sqlite:///dir/", "sqlite:///x%00y",
        "sqlite:///x%", "sqlite:///x%zz", "sqlite:///x?mode=ro", "SQLITE:///x", "sqlite::memory:x", "sqlite::memory", ":memory:", "/var/lib/x.db",
        "file:///x", "postgres://u:p@h/d", "mysql:/u:p@h/d", "mysql://", "mysql://h/d", "mysql://u:p@h", "mysql://u:p@h/", "mysql://u:p@/d",
        "mysql://:p@h/d", "mysql://@h/d", "mysql://u:p@h:0/d", "mysql://u:p@h:65536/d", "mysql://u:p@h:-1/d", "mysql://u:p@h:x/d", "mysql://u:p@h:/d",
        "mysql://u:p@h:+80/d", "mysql://u:p@h: 80/d", "mysql://u:p@::1/d", "mysql://u:p@[::1/d", "mysql://u:p@[::1]x/d", "mysql://u:p@[]/d",
        "mysql://u:p@h/d/e", "mysql://u:p@h/d%2Fe", "mysql://u:p%zz@h/d", "mysql://u%00:p@h/d", "mysql://u:p@h/d%00",
        "mysql://u:p@h/d?ssl-mode=maybe", "mysql://u:p@h/d?ssl-mode=", "mysql://u:p@h/d?ssl-mode", "mysql://u:p@h/d?connect-timeout=0",
        "mysql://u:p@h/d?connect-timeout=601", "mysql://u:p@h/d?connect-timeout=x", "mysql://u:p@h/d?connect-timeout=1.5",
        "mysql://u:p@h/d?other=1", "mysql://u:p@h/d?ssl-mode=required&other=1", "mysql://u:p@h h/d", "mysql://u:p@h\n/d", " mysql://u:p@h/d",
        "mysql://u:p@h/d#fragment",
    ])
    func bad(text: String) { #expect(DatabaseURL(text) == nil) }

    @Test("the standard place is below the data directory, else below the home") func standard() {
        #expect(DatabaseURL.standard(dataHome: "/d", home: "/h") == .sqlite(path: "/d/aiworker/aiworker.db"))
        #expect(DatabaseURL.standard(dataHome: "relative", home: "/h") == .sqlite(path: "/h/.local/share/aiworker/aiworker.db"))
        #expect(DatabaseURL.standard(dataHome: nil, home: "/h") == .sqlite(path: "/h/.local/share/aiworker/aiworker.db"))
        #expect(DatabaseURL.standard(dataHome: nil, home: nil) == nil)
        #expect(DatabaseURL.standard(dataHome: "", home: "") == nil)
    }
}
