/// Uploads. What comes back is used in messages, order chats and approvals.
enum FilesDomain {
    static let routes: [Route] = [
        .api("fileUpload", token: .optional, [.multipart("upload_files", .file)], handler: upload)
    ]

    private static func upload(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let part = call.parameters.files.first, call.parameters.files.count == 1 else {
            throw Refusal(text: "Загружайте файлы по одному", code: 400)
        }
        let name = part.fileName ?? ""
        guard !name.isEmpty, !part.content.isEmpty else { throw Refusal(text: "Файл пуст", code: 400) }
        guard !name.lowercased().hasSuffix(".exe") else { throw Refusal(text: "Недопустимый тип файла", code: 400) }
        let file = StoredFile(
            id: (world.files.map(\.id).max() ?? 0) + 3, name: name, size: part.content.count, account: call.account)
        world.files.append(file)
        return .success(["id": .integer(file.id), "name": .string(Markup.message(name)), "path": .string(file.path)])
    }
}
