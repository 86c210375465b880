/// The page on which a person would write an offer.
enum NewOfferPage {
    /// - Parameter draftKey: left out of the page when the settings say so.
    static func html(project: Project, draftKey: String, session: WebSession, settings: WebSettings) -> String {
        var script = "window.project = {id: \(project.id)};"
        var fields = ""
        var attributes = ""
        switch settings.draftKey {
        case .assignment: script += " window.offerState = {draftKey: \"\(draftKey)\", step: 1};"
        case .hiddenField: fields += "<input type=\"hidden\" name=\"draftKey\" value=\"\(draftKey)\">"
        case .attribute: attributes += " data-draft-key=\"\(draftKey)\""
        case .nowhere: break
        }
        if [.everywhere, .page].contains(settings.csrf) { script += " var csrf_user_token = \"\(session.csrf)\";" }
        if [.everywhere, .hiddenField].contains(settings.csrf) {
            fields += "<input type=\"hidden\" name=\"csrftoken\" value=\"\(session.csrf)\">"
        }
        let title = Markup.stored(project.title)
        return WebDomain.page(
            "Новое предложение",
            """
            <script>\(script)</script>
            <h1>\(title)</h1>
            <form id="new-offer"\(attributes)>\(fields)<textarea name="description" minlength="\(OfferRules.shortestText)"></textarea></form>
            """)
    }
}
