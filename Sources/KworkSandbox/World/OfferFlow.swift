/// How far one account has come with an offer on one project, seen from the web site.
struct OfferFlow: Sendable {
    struct Key: Hashable, Sendable {
        /// Index into `World.accounts`.
        var account: Int
        var project: Int
    }

    /// The key the page told; nil when it told none and the script had to invent one.
    var draftKey: String?
    var asked = false
    var drafted = false
    /// The text that was last checked for being a template.
    var checkedText: String?
}

/// How the web site behaves; the control API changes it.
struct WebSettings: Sendable {
    /// Where a page tells the CSRF token.
    enum CSRFPlace: String, CaseIterable, Sendable {
        /// Two cookies, the page and a hidden field.
        case everywhere
        /// Two cookies only.
        case cookies
        /// As `cookies`, and the cookie `csrf_token` with a value of its own for the header.
        case threeCookies = "three-cookies"
        /// Only the cookie `XSRF-TOKEN`.
        case xsrfCookie = "xsrf-cookie"
        /// Only `csrf_user_token` in the page's script.
        case page
        /// Only the hidden field `csrftoken`.
        case hiddenField = "hidden-field"
        case nowhere
    }

    /// Where the page of a new offer tells its draft key.
    enum DraftKeyPlace: String, CaseIterable, Sendable {
        case assignment
        case hiddenField = "hidden-field"
        case attribute
        case nowhere
    }

    /// Where the answer to a created offer has its id.
    enum OfferAnswer: String, CaseIterable, Sendable {
        case nestedID = "response.id"
        case id
        case offerID = "offer_id"
        case nestedOfferID = "response.offer_id"
        /// `response` is a list of one.
        case list
        /// Success without an id.
        case noID = "none"
    }

    /// What the login link answers on success.
    enum LoginRedirect: String, CaseIterable, Sendable {
        case http
        /// A page whose script goes on to the target.
        case script
    }

    var csrf = CSRFPlace.everywhere
    var draftKey = DraftKeyPlace.assignment
    var offerAnswer = OfferAnswer.nestedID
    var loginRedirect = LoginRedirect.http
    /// What a script's request without a session gets: a redirect to the login page, or HTTP 401.
    var lostSessionIs401 = false
}
