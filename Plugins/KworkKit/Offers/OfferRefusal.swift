import PluginKit

/// What the web site says when it takes no offer: `{"success": false, "message": "…"}`.
struct OfferRefusal {
    /// One of the host's codes when the text is clear; nil: it may mean anything.
    var code: String?
    var text: String

    /// nil: the answer is no refusal.
    init?(_ answer: JSON.Object) {
        guard answer["success"]?.flag == false else { return nil }
        text = ""
        for key in ["message", "error", "response"] {
            guard let words = answer[key]?.words ?? answer[key]?["message"]?.words else { continue }
            text = Show.excerpt(words, 200).text
            break
        }
        let isCaptcha = (answer["error_code"] ?? answer["code"])?.whole == 118
        code = isCaptcha ? "captcha" : Self.code(text.lowercased())
    }

    /// For people: "сайт отклонил запрос: «Недостаточно коннектов»".
    var reason: String { text.isEmpty ? "сайт отклонил запрос без пояснения" : "сайт отклонил запрос: «\(text)»" }

    private static func code(_ text: String) -> String? {
        rules.first { rule in rule.stems.contains { text.contains($0) } }?.code
    }

    // The order matters: "повторите попытку позже" is no duplicate.
    private static let rules: [(code: String?, stems: [String])] = [
        ("captcha", ["капч", "captcha", "не робот"]),
        ("csrf", ["csrf", "токен безопасности"]),
        (nil, ["позже", "позднее", "временно", "ещё раз", "еще раз", "повторите", "temporar", "try again"]),
        ("insufficient_connects", ["коннект", "connects"]),
        ("closed_project", ["закрыт", "в архиве", "проект остановлен", "closed", "archived"]),
        ("duplicate", ["уже отправ", "уже предлож", "уже есть", "повторн", "дубл", "already", "duplicate"]),
        ("permission", ["нет прав", "недостаточно прав", "запрещ", "нет доступа", "forbidden", "permission"]),
    ]
}
