import PluginKit

// What a person is shown before an offer is sent or removed. Only reads.
extension Kwork {
    /// The question before `submit`. Throws when the offer could not be sent anyway.
    public func preview(_ offer: NewOffer) throws -> String {
        let admission = try admit(offer)
        let (project, connects) = (admission.project, admission.connects)
        return """
            Отправить отклик на проект \(offer.projectID)\(project.title.map { " " + $0.quoted() } ?? "")?
            Заказчик: \(project.customer.map { "@\($0.plainName)" } ?? Show.dash)\(project.customerID.map { ", id \($0)" } ?? ""), \
            цена в проекте: \(project.priceText)
            Название отклика: \(offer.title)
            Цена: \(Show.money(Double(offer.price))), срок: \(Show.count(offer.days, "день", "дня", "дней"))
            Стоит один коннект: доступно \(connects.active) из \(connects.all), останется \(connects.active - 1).
            Текст отклика целиком:
            \(offer.description)
            """
    }

    /// The question before `deleteOffer`. Throws when there is no such offer.
    public func previewOfferDeletion(id: Int64) throws -> String {
        let offer = try offer(id: id)
        return """
            Удалить отклик \(id) насовсем? Возврат потраченного коннекта не обещан.
            Название: \(offer.title.map { $0.quoted() } ?? Show.dash)
            Проект: \(offer.projectID.map { "\($0)" } ?? Show.dash)\(offer.projectTitle.map { " " + $0.quoted() } ?? "")
            Цена: \(offer.priceText), срок: \(offer.daysText), статус: \(offer.status?.quoted() ?? Show.dash)
            """
    }
}
