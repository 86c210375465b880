import PluginKit

/// The body of a successful answer: an envelope `{success, response, paging?, connects?}`, or a bare object.
public struct Reply {
    public let envelope: JSON.Object
    let route: Route

    init(_ route: Route, _ body: JSON) throws {
        self.route = route
        guard let envelope = body.asObject else {
            throw Failure.drift(route.path, "тело не объект JSON", effect: route.effect)
        }
        self.envelope = envelope
        // The host has looked already; a session of another kind would not have.
        if envelope["success"]?.flag == false || (envelope["success"] == nil && envelope.has("error")) {
            let text = envelope["error"]?.words ?? "без пояснения"
            throw Failure("upstream_error", "Kwork отказал: \(text)")
        }
        // Yes and no at once: neither is believed.
        if let error = envelope["error"]?.asString, !error.trimmed.isEmpty {
            throw Failure.drift(route.path, "success и ошибка сразу: \(error.unescapingHTML.quoted())", effect: route.effect)
        }
    }

    /// What the method answers; nil when it is missing or null.
    public var response: JSON? {
        guard let response = envelope["response"], !response.isNull else { return nil }
        return response
    }

    /// The failure for an answer that is not understood.
    public func drift(_ what: String) -> Failure { .drift(route.path, what, effect: route.effect) }

    /// Throws unless the answer says that a write was done: `success` is true, or `status` is "ok".
    public func confirm() throws {
        if envelope["success"] == true || envelope["status"] == "ok" { return }
        throw Failure.outcomeUnknown(
            "Kwork ответил на \(route.path), но не подтвердил, что действие выполнено.", check: route.checkWith)
    }

    /// The one object of the answer: `response`, the only element of a list, or, where `response` is missing or null,
    /// the envelope itself if it carries one of `keys`. nil: there is no such object.
    public func object(orEnvelopeWith keys: [String] = []) throws -> JSON.Object? {
        guard let response else {
            return keys.contains { envelope.has($0) } ? envelope : nil
        }
        if let object = response.asObject { return object.isEmpty ? nil : object }
        guard let list = response.asArray else { throw drift("response не объект") }
        if list.isEmpty { return nil }
        guard list.count == 1, let object = list[0].asObject else {
            throw drift("вместо одного объекта пришло \(list.count)")
        }
        return object
    }

    /// The list of the answer: `response`, or the first of `keys` inside it. An explicit null is an empty list, a
    /// missing `response` is drift.
    public func list(_ keys: String...) throws -> [JSON.Object] {
        guard let response = envelope["response"] else { throw drift("нет поля response") }
        if response.isNull { return [] }
        var found = response.asArray
        if found == nil, let object = response.asObject {
            for key in keys {
                guard let value = object[key], !value.isNull else { continue }
                found = value.asArray
                break
            }
        }
        guard let found else { throw drift("response не список") }
        return try found.enumerated().map { index, item in
            guard let object = item.asObject else { throw drift("элемент \(index + 1) списка не объект") }
            return object
        }
    }

    /// The objects of a list inside the answer; a missing one and null are empty, anything else is drift.
    func objects(_ value: JSON?, _ name: String) throws -> [JSON.Object] {
        guard let value, !value.isNull else { return [] }
        guard let list = value.asArray else { throw drift("\(name) не список") }
        return try list.map { item in
            guard let object = item.asObject else { throw drift("элемент \(name) не объект") }
            return object
        }
    }

    /// What somebody wrote, as it was written: entities unescaped, blanks kept; "" for nothing.
    func body(_ object: JSON.Object, _ key: String, of id: Int64) throws -> String {
        guard let value = object[key], !value.isNull else { return "" }
        if let text = value.asString { return text.unescapingHTML }
        guard let words = value.words else { throw drift("\(key) записи \(id) не текст") }
        return words
    }

    /// The files that hang on something. One that Kwork has forgotten stands as null and stays in the count.
    func files(_ object: JSON.Object, _ key: String = "files") throws -> [MessageFile] {
        guard let value = object[key], !value.isNull else { return [] }
        guard let list = value.asArray else { throw drift("\(key) не список") }
        return try list.map { item in
            guard item.isNull || item.asObject != nil else { throw drift("файл не объект") }
            return MessageFile(item)
        }
    }

    /// Throws unless a list of `count` items can be the page asked for.
    ///
    /// - Parameter page: nil: none was asked for, the server has chosen.
    public func paging(page: Int64?, count: Int) throws -> Paging {
        let source = envelope["paging"]?.asObject ?? response?["paging"]?.asObject
        let paging = try Paging(page: page, source, self)
        if count == 0, let total = paging.total, total > 0, paging.page <= paging.pages ?? 1 {
            throw drift("список пуст, хотя всего записей \(total)")
        }
        if let total = paging.total, count > total { throw drift("записей \(count), хотя всего их \(total)") }
        return paging
    }

    /// Throws when an object says that it is another one than was asked for: what is shown and what is changed must be
    /// the same. An object that does not say its number is believed.
    func expect(_ id: Int64, in object: JSON.Object, _ key: String = "id") throws {
        guard let value = object[key], !value.isNull, value.identifier != id else { return }
        throw drift("спросили о номере \(id), а пришёл \(value.whole.map { "\($0)" } ?? "не номер")")
    }

    /// A count of things, as a member says it; nil when it says none. What is no such number is drift, never 0.
    func count(_ object: JSON.Object?, _ key: String) throws -> Int64? {
        guard let value = object?[key], !value.isNull, value != "" else { return nil }
        // Counts come as "1 204", too.
        guard let count = value.whole ?? value.amount.flatMap({ Int64(exactly: $0) }), (0...Paging.largest).contains(count)
        else { throw drift("\(key) не количество") }
        return count
    }

    /// An amount of money, as a member says it; nil when it says none. What cannot be read is drift, never 0.
    func amount(_ object: JSON.Object?, _ key: String) throws -> Double? {
        guard let value = object?[key], !value.isNull, value != "" else { return nil }
        guard let amount = value.amount else { throw drift("\(key) не сумма") }
        return amount
    }

    /// The identifier every item must have.
    public func identifier(of item: JSON.Object, _ key: String = "id", in list: String) throws -> Int64 {
        guard let identifier = item[key]?.identifier else { throw drift("у элемента (\(list)) нет \(key)") }
        return identifier
    }
}
