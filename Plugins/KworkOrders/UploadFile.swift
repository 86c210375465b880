import KworkKit

/// What the operator set under `upload_directory`.
private var folder: UploadFolder? { UploadFolder(Settings.text("upload_directory")) }

@c public func upload_file(_ call: Call, _ name: Text, _ path: Text, _ text: Text, _ base64: Text) -> Status {
    call.answer {
        let upload = try Upload(
            name: String(name), path: path.optional, text: text.optional, base64: base64.optional, folder: folder)
        $0.present(try $0.kwork.upload(upload))
    }
}

@c public func preview_upload_file(_ call: Call, _ name: Text, _ path: Text, _ text: Text, _ base64: Text) -> Status {
    call.preview {
        $0.kwork.preview(
            try Upload(name: String(name), path: path.optional, text: text.optional, base64: base64.optional, folder: folder))
    }
}

let uploadFile = Tool(
    "upload_file", upload_file,
    """
    Загружает файл на Kwork и возвращает его номер. Сам по себе файл никому не виден: передайте номер в file_ids в send_message, \
    send_track_message, send_order_for_approval или request_revision. Содержимое — ровно одно из path (файл из папки, разрешённой \
    оператором), text, base64; до 20 МБ.
    """,
    .kworkWrite,
    .string("name", "Имя файла, под которым его увидит получатель", minLength: 1, maxLength: 255, pattern: #"\S"#),
    .optionalString("path", "Файл внутри папки для загрузок, например отчёты/май.pdf", maxLength: 1000, group: .exactlyOne("content")),
    .optionalString("text", "Содержимое текстом, UTF-8", group: .exactlyOne("content")),
    .optionalString("base64", "Содержимое в base64", group: .exactlyOne("content")),
    title: "Загрузить файл", output: UploadedFile.schema, preview: preview_upload_file)
