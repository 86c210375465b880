import PluginKit

/// What is known before an offer is sent: the project is open, takes an offer from us, and a connect is there.
public struct OfferAdmission: Sendable {
    var project: Project
    var connects: Connects
}

extension Project {
    /// Kwork's status is free text; these mean that no offers are taken any more.
    var isClosed: Bool {
        let status = (status ?? "").lowercased()
        return ["closed", "archived", "stopped", "закры"].contains { status.contains($0) }
    }
}

extension Kwork {
    /// Looks whether an offer can be sent to its project. Only reads.
    func admit(_ offer: NewOffer) throws -> OfferAdmission {
        let projectID = offer.projectID
        let project = try project(id: projectID)
        if project.isClosed {
            throw Failure(
                "closed_project",
                "Проект \(projectID) закрыт для откликов (статус «\(project.status ?? "")»). Ничего не отправлено.",
                retry: .never)
        }
        if project.hasOffer == true { throw Self.duplicate(projectID, offer: nil) }
        guard project.unreadable.isEmpty else {
            throw Failure.drift(Route.project.path, "не разобрано: \(project.unreadable.joined(separator: ", ")); без этого неизвестно, какая цена допустима")
        }
        if let limit = project.priceLimit, Double(offer.price) > max(limit, project.price ?? 0) {
            throw Failure.validation(
                "Цена (price) \(offer.price) ₽ выше допустимой: за проект \(projectID) можно предложить до \(Show.money(limit)). "
                    + "Ничего не отправлено.")
        }
        // Where the project itself denies an offer the newest are looked through, else as many as a search allows.
        let search = try searchOwnOffers(projectID: projectID, pageLimit: project.hasOffer == nil ? OwnOffer.pageLimit : 1)
        if let offer = search.found { throw Self.duplicate(projectID, offer: offer) }
        // Some answers leave the balance out; the exchange always has it.
        let connects = try search.connects ?? connects()
        guard connects.active > 0 else {
            throw Failure(
                "insufficient_connects",
                "Коннектов не осталось (доступно \(connects.active) из \(connects.all)), отклик стоит один. "
                    + "Ничего не отправлено.", retry: .never)
        }
        return OfferAdmission(project: project, connects: connects)
    }

    private static func duplicate(_ projectID: Int64, offer: Offer?) -> Failure {
        let which = offer.map { " (номер \($0.id))" } ?? ""
        return Failure(
            "duplicate",
            "Ваш отклик на проект \(projectID) уже есть\(which), второй отправить нельзя. Ничего не отправлено. "
                + "Посмотреть его: check_my_offer.", retry: .never)
    }
}
