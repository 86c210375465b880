extension Reply {
    /// The success envelope of the mobile API; `beside` are keys next to `response`, such as `paging`.
    static func success(_ response: JSON, beside: [JSON.Member] = []) -> Reply {
        .json(.object([.init(key: "success", value: true), .init(key: "response", value: response)] + beside))
    }
}
