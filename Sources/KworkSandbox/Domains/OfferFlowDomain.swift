/// The way an offer takes through the web site: the page of a new offer and what its script sends.
enum OfferFlowDomain {
    private static let script = "application/json, text/plain, */*"

    static let routes: [Route] = [
        .page("/new_offer", [.query("project", .id, required: true)], handler: newOffer),
        .script("/quick-faq/init", accept: script, [.json("page", .exactly("new_offer"))], handler: faq),
        .script(
            "/wants/create_offer_draft", accept: "*/*",
            [
                .multipart("csrftoken", .filledText), .multipart("projectId", .id), .multipart("message", .exactly("")),
                .multipart("draftKey", .filledText),
            ], handler: draft),
        .script(
            "/projects/check_is_template", accept: script, [.json("description", .text), .json("wantid", .id)], handler: checkTemplate),
        .script(
            "/api/offer/createoffer", accept: script,
            [
                .query("wantId", .id, required: true), .query("offerType", .exactly("custom"), required: true), .multipart("wantId", .id),
                .multipart("offerType", .exactly("custom")), .multipart("description", .text),
                .multipart("kwork_duration", .amount), .multipart("kwork_price", .amount), .multipart("kwork_name", .text),
            ], handler: createOffer),
    ]

    private static func newOffer(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let session = WebDomain.session(world, call.request) else { return .redirect(to: "/login") }
        let id = call.parameters.integer("project") ?? 0
        guard !world.settings.site.isCom, let project = world.projects.first(where: { $0.id == id }) else {
            return .html(WebDomain.page("404", "Страница не найдена"), status: 404)
        }
        let web = world.settings.web
        var flow = OfferFlow()
        if web.draftKey != .nowhere { flow.draftKey = String(world.random.hexKey().prefix(10)) }
        world.offerFlows[OfferFlow.Key(account: session.account, project: id)] = flow
        return .html(
            NewOfferPage.html(project: project, draftKey: flow.draftKey ?? "", session: session, settings: web),
            headers: WebDomain.csrfCookies(session, web))
    }

    private static func faq(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        try step(&world, call) { $0.asked = true }
    }

    /// Leaves a draft behind on every try, as the real site does.
    private static func draft(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        world.offerDrafts += 1
        return try step(&world, call) { $0.drafted = true }
    }

    /// A text that was used before, or says that it is a template, is one.
    private static func checkTemplate(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        let text = call.parameters.text("description") ?? ""
        guard let session = WebDomain.session(world, call.request) else { return lostSession(world) }
        let used = world.offers.contains { $0.account == session.account && Markup.stored($0.text) == Markup.stored(text) }
        if used || text.lowercased().contains("[шаблон]") {
            throw Refusal(text: "Похоже, ваше предложение — шаблон. Напишите текст именно для этого проекта")
        }
        return try step(&world, call) { $0.checkedText = text }
    }

    private static func createOffer(_ world: inout World, _ call: Call) throws(Refusal) -> Reply {
        guard let session = WebDomain.session(world, call.request) else { return lostSession(world) }
        let parameters = call.parameters
        let offer = Offer(
            id: 0, account: session.account, project: parameters.integer("wantId") ?? 0, title: parameters.text("kwork_name") ?? "",
            text: parameters.text("description") ?? "", price: parameters.integer("kwork_price") ?? 0,
            days: parameters.integer("kwork_duration") ?? 0, created: call.unixNow)
        if let refusal = OfferRules.refusal(of: offer, world) { return refusal }
        return answer(world.addOffer(offer), world.settings.web.offerAnswer)
    }

    private static func step(_ world: inout World, _ call: Call, _ change: (inout OfferFlow) -> Void) throws(Refusal) -> Reply {
        guard let session = WebDomain.session(world, call.request) else { return lostSession(world) }
        guard let project = PageCheck.project(inRefererOf: call.request, root: world.webURL) else { throw Refusal(text: "Проект не найден") }
        let key = OfferFlow.Key(account: session.account, project: project)
        var flow = world.offerFlows[key] ?? OfferFlow()
        change(&flow)
        world.offerFlows[key] = flow
        return .json(["success": true, "response": []])
    }

    static func lostSession(_ world: World) -> Reply {
        guard world.settings.web.lostSessionIs401 else { return .redirect(to: "/login") }
        return .json(["success": false, "error": "Требуется авторизация"], status: 401)
    }

    private static func answer(_ id: Int, _ place: WebSettings.OfferAnswer) -> Reply {
        switch place {
        case .nestedID: .json(["success": true, "response": ["id": .integer(id)]])
        case .id: .json(["success": true, "id": .integer(id)])
        case .offerID: .json(["success": true, "offer_id": .string(String(id))])
        case .nestedOfferID: .json(["success": true, "response": ["offer_id": .integer(id)]])
        case .list: .json(["success": true, "response": [["id": .integer(id)]]])
        case .noID: .json(["success": true])
        }
    }
}
