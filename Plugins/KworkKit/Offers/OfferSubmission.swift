import PluginKit

/// Sends an offer the way the site's own form does: its page, three preparations, then the one request that creates it.
struct OfferSubmission {
    let kwork: Kwork
    let offer: NewOffer

    /// Throws when the offer was certainly not created, or with `outcome_unknown` when that is not certain.
    func run() throws -> SubmittedOffer {
        let admission = try kwork.admit(offer)
        do {
            try prepare(mayRestart: true)
        } catch let failure as Failure {
            throw notCreated(failure)
        }
        return try create(admission)
    }

    // MARK: Before anything is created

    /// The page and the preparations. A lost web session shows in a preparation: the host renews it, and the page is
    /// asked for again, since its draft belongs to the session.
    private func prepare(mayRestart: Bool) throws {
        let page = try kwork.visit(OfferRequests.page(offer))
        // A refusal in place of the page; with its form key missing the rest could only fail in other words.
        if let refusal = page.json?.asObject.flatMap({ OfferRefusal($0) }) { throw failure(refusal, "Форма отклика (new_offer)") }
        do {
            try check(OfferRequests.help(offer))
            try check(OfferRequests.draft(offer, key: DraftKey.of(page: page.text)))
            try check(OfferRequests.templateCheck(offer))
        } catch let failure as Failure where mayRestart && ["auth_failed", "csrf"].contains(failure.code) {
            try prepare(mayRestart: false)
        }
    }

    private func check(_ request: Request) throws {
        let answer = try kwork.visit(request)
        guard let body = answer.json else {
            throw Failure(
                "bad_answer", "Сайт Kwork ответил на \(request.path) не в том виде, которого ждали (HTTP \(answer.status)).",
                retry: .later(after: nil))
        }
        if let refusal = body.asObject.flatMap({ OfferRefusal($0) }) { throw failure(refusal, "Подготовка отклика (\(request.path))") }
    }

    private func failure(_ refusal: OfferRefusal, _ step: String) -> Failure {
        Failure(refusal.code ?? "api_error", "\(step): \(refusal.reason).", retry: .never)
    }

    private func notCreated(_ failure: Failure) -> Failure {
        Failure(failure.code, failure.message + " Отклик не создан, коннект не потрачен.", retry: failure.retry)
    }

    // MARK: The request that counts

    private func create(_ admission: OfferAdmission) throws -> SubmittedOffer {
        let answer: WebAnswer
        do {
            answer = try kwork.visit(OfferRequests.creation(offer))
        } catch let failure as Failure {
            if failure.code == "outcome_unknown" {
                // What the site said stands in the host's sentence.
                guard failure.message.contains(offer.check) else { throw unknown(nil) }
                throw Failure(
                    failure.code,
                    "Неизвестно, создан ли отклик на проект \(offer.projectID). \(failure.message) Повтор может потратить второй коннект.",
                    retry: .unknown)
            }
            throw failure.retry == .unknown ? failure : notCreated(failure)
        }
        guard answer.type == "application/json", let object = answer.json.flatMap({ Self.onlyObject($0) }) else {
            throw unknown("сайт ответил не в том виде, которого ждали (HTTP \(answer.status))")
        }
        if let refusal = OfferRefusal(object) {
            guard refusal.code != nil else { throw unknown(refusal.reason) }
            throw notCreated(failure(refusal, "Отправка отклика"))
        }
        guard object["success"] == true else { throw unknown("в ответе сайта нет подтверждения") }
        if let id = Self.identifier(in: object) {
            return SubmittedOffer(id: id, offer: offer, connectsLeft: admission.connects.active - 1, isLookedUp: false)
        }
        return try lookUp()
    }

    /// The answer says yes and names no offer: only an equal one in the list of own offers is a proof.
    private func lookUp() throws -> SubmittedOffer {
        let page: OfferPage
        do {
            page = try kwork.offerPage(1)
        } catch {
            throw unknown("сайт ответил согласием без номера отклика, а список откликов получить не удалось")
        }
        let matches = page.offers.filter { offer.isStored(as: $0) }
        guard matches.count == 1 else {
            throw unknown("сайт ответил согласием без номера, а в списке откликов подходит \(matches.count) вместо одного")
        }
        return SubmittedOffer(id: matches[0].id, offer: offer, connectsLeft: page.connects?.active, isLookedUp: true)
    }

    private func unknown(_ reason: String?) -> Failure {
        .outcomeUnknown(
            "Неизвестно, создан ли отклик на проект \(offer.projectID)\(reason.map { ": \($0)" } ?? ": ясного ответа не было").",
            check: "\(offer.check). Повтор может потратить второй коннект")
    }

    /// The object of an answer, also as the only element of a list.
    private static func onlyObject(_ body: JSON) -> JSON.Object? {
        if let list = body.asArray { return list.count == 1 ? list[0].asObject : nil }
        return body.asObject
    }

    private static func identifier(in object: JSON.Object) -> Int64? {
        func own(_ object: JSON.Object) -> Int64? { object["id"]?.identifier ?? object["offer_id"]?.identifier }
        return own(object) ?? object["response"].flatMap { onlyObject($0) }.flatMap { own($0) }
    }
}

extension Kwork {
    /// Sends an offer to a project. Spends one connect.
    public func submit(_ offer: NewOffer) throws -> SubmittedOffer { try OfferSubmission(kwork: self, offer: offer).run() }
}
