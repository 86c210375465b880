extension Failure {
    /// Its code, its message and its details in one object, as the programs for people tell it.
    public var forPeople: JSON {
        var object = JSON.Object([(key: "code", value: .string(code)), (key: "message", value: .string(message))])
        for (key, value) in details.members where object[key] == nil { object.append(key, value) }
        return .object(object)
    }
}
