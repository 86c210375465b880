extension Route {
    static let dialogs = read("dialogs", ["page", "excludedIds", "withTracks"])
    /// Page 1 is the oldest; without `page` the newest comes.
    static let inboxes = read("inboxes", ["username", "page"])
    static let inboxMessage = read("inboxMessage", ["messageId"])
    static let searchDialogs = read("searchDialogs", ["query", "page", "excludedIds", "withTracks"])
    static let searchMessages = read("searchMessages", ["text", "userId", "page"])

    static let inboxCreate = write(
        "inboxCreate",
        ["user_id", "uuid", "message_key", "order_id", "uploaded_files[]", "reply_message_id", "withTracks"],
        form: ["text"], checkWith: "get_dialog")
    static let inboxRead = write("inboxRead", ["user_id", "messages[]"], checkWith: "list_dialogs")
    static let inboxEdit = write(
        "inboxEdit", ["id", "uploaded_files[]", "reply_message_id"], form: ["text"], checkWith: "get_dialog")
    static let inboxDelete = write("inboxDelete", ["id", "withTracks"], checkWith: "get_dialog")
}
