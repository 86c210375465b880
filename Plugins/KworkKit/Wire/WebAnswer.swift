import PluginKit

/// An answer of Kwork's web site: a page, or what its scripts get.
public struct WebAnswer: Sendable {
    public var status: Int
    /// Media type in lower case, without parameters.
    public var type: String
    /// The body; bytes that are not UTF-8 are replaced.
    public var text: String

    public init(status: Int, type: String = "application/json", text: String) {
        self.status = status
        self.type = type
        self.text = text
    }

    init(_ response: Response) {
        let type = response.contentType.prefix { $0 != ";" }
        self.init(status: response.status, type: String(type).trimmed.lowercased(), text: response.text)
    }

    /// The body of a good answer as JSON; nil when it is none, such as an error page.
    var json: JSON? { (200..<300).contains(status) ? try? JSON(parsing: text) : nil }
}
