import PluginKit

/// The requests of the web site's form for a new offer, in their order. Cookies, CSRF values and the headers that carry
/// them belong to the host; it also fills the empty field `csrftoken`.
enum OfferRequests {
    /// The page with the form.
    static func page(_ offer: NewOffer) -> Request {
        var request = Request("GET", "new_offer", ["project": offer.projectID], effect: .read)
        request.site = "web"
        request.headers = ["Accept": "text/html,application/xhtml+xml"]
        return request
    }

    static func help(_ offer: NewOffer) -> Request {
        var request = post("quick-faq/init", offer)
        setJSON(["page": "new_offer"], &request)
        return request
    }

    static func draft(_ offer: NewOffer, key: String) -> Request {
        var request = post("wants/create_offer_draft", offer, accept: "*/*")
        request.parts = [
            part("csrftoken", ""), part("projectId", "\(offer.projectID)"), part("message", ""), part("draftKey", key),
        ]
        return request
    }

    /// Whether the text is a stock phrase that Kwork does not take.
    static func templateCheck(_ offer: NewOffer) -> Request {
        var request = post("projects/check_is_template", offer)
        setJSON(["description": .string(offer.description), "wantid": .integer(offer.projectID)], &request)
        return request
    }

    /// The only one that creates an offer and spends a connect.
    static func creation(_ offer: NewOffer) -> Request {
        var request = post("api/offer/createoffer", offer)
        request.query = ["wantId": offer.projectID, "offerType": "custom"]
        request.parts = [
            part("wantId", "\(offer.projectID)"), part("offerType", "custom"), part("description", offer.description),
            part("kwork_duration", "\(offer.days)"), part("kwork_price", "\(offer.price)"),
            part("kwork_name", offer.title),
        ]
        request.checkWith = offer.check
        return request
    }

    private static func post(
        _ path: String, _ offer: NewOffer, accept: String = "application/json, text/plain, */*"
    ) -> Request {
        var request = Request("POST", path, effect: .write)
        request.site = "web"
        request.headers = ["Accept": accept, "Referer": "/new_offer?project=\(offer.projectID)"]
        return request
    }

    private static func setJSON(_ body: JSON, _ request: inout Request) {
        request.body = body.utf8
        request.contentType = "application/json"
    }

    private static func part(_ name: String, _ text: String) -> Request.Part { Request.Part(name, Array(text.utf8)) }
}
