/// The argument by which a tool that wants confirmation hears that the person in the chat has agreed. It is the host's own: it
/// stands in the schema that clients see, and is taken away before the tool's arguments are looked at.
enum ConfirmationArgument {
    private static let usualName = "confirmation"

    /// What it is called beside the arguments of a tool, whose schema may have one of that name anywhere.
    static func name(beside schema: JSON) -> String {
        schema.text.contains("\"\(usualName)\"") ? "host_\(usualName)" : usualName
    }

    /// The schema with the argument in it.
    static func adding(_ name: String, to schema: JSON) -> JSON {
        guard var root = schema.object else { return schema }
        var properties = root["properties"]?.object ?? JSONObject()
        properties[name] = [
            "type": "string",
            "description": """
                Leave it out at first. If the tool then answers with a text to show to the person, call it again after their \
                yes, with the same arguments and the key that it gave here.
                """,
        ]
        root["properties"] = .object(properties)
        return .object(root)
    }
}
