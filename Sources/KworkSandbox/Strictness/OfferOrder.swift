/// The order of the steps of an offer: page, questions, draft, template check, offer. Each builds on the one before, so a
/// step whose predecessor failed must not be sent.
enum OfferOrder {
    /// - Throws: a violation when the predecessor is missing or the draft key is not the page's.
    static func check(_ request: Request, _ parameters: Parameters, _ world: World, session: WebSession) throws(Violation) {
        guard let project = PageCheck.project(inRefererOf: request, root: world.webURL) else { return }
        guard let flow = world.offerFlows[OfferFlow.Key(account: session.account, project: project)] else {
            throw Violation(code: "wrong-order", message: "\(request.path) came before the page /new_offer of its project")
        }
        switch request.path {
        case "/wants/create_offer_draft":
            guard flow.asked else { throw missing("/quick-faq/init", before: request) }
            try checkDraftKey(parameters.text("draftKey") ?? "", flow)
        case "/projects/check_is_template":
            guard flow.drafted else { throw missing("/wants/create_offer_draft", before: request) }
        case "/api/offer/createoffer":
            guard flow.checkedText == parameters.text("description") else {
                throw Violation(code: "wrong-order", message: "\(request.path) sends a text that /projects/check_is_template has not let pass")
            }
        default: return
        }
    }

    private static func missing(_ step: String, before request: Request) -> Violation {
        Violation(code: "wrong-order", message: "\(request.path) came before a successful \(step)")
    }

    private static func checkDraftKey(_ key: String, _ flow: OfferFlow) throws(Violation) {
        if let told = flow.draftKey {
            guard key == told else { throw Violation(code: "wrong-draft-key", message: "'draftKey' is not the one that the page told") }
            return
        }
        guard key.count == 8, key.allSatisfy({ ("a"..."z").contains($0) || ("0"..."9").contains($0) }) else {
            throw Violation(code: "wrong-draft-key", message: "'draftKey' is eight characters of a-z and 0-9 when the page tells none")
        }
    }
}
