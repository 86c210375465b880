/// What a bundle may ask of a Kwork session. A bundle's own word about the effect only counts where it is the stricter one.
struct KworkAdmission: Sendable {
    let site: KworkSite

    func admitted(_ request: SessionRequest, site name: String, base: BaseAddress) -> Result<SessionRequest, Problem> {
        var request = request
        if site == .com, KworkRoutes.belongsToExchange(site: name, path: request.path) {
            return .failure(Problem(.siteUnsupported, "", message:
                "На kwork.com нет биржи проектов: проекты, отклики, коннекты и избранные рубрики есть только на kwork.ru "
                    + "(site: ru, KWORK_SITE=ru). Запрос не отправлен."))
        }
        switch KworkRoutes.kind(site: name, method: request.method, path: request.path) {
        case .host:
            return .failure(invalid("\"\(request.path)\" belongs to the login, which the host does by itself. This is a mistake in the bundle."))
        case .read: break
        case .write, .preparation:
            let kind = KworkRoutes.kind(site: name, method: request.method, path: request.path)
            guard request.effect != .read else {
                return .failure(invalid(
                    "\(request.method) \"\(request.path)\" is not known as a read, so it must be sent as a write; nothing was sent. This is a mistake in the bundle."))
            }
            request.effect = kind == .preparation ? .preparation : .write
        }
        return name == "web" ? webForm(request, base) : .success(request)
    }

    private func webForm(_ request: SessionRequest, _ base: BaseAddress) -> Result<SessionRequest, Problem> {
        var request = request
        for index in request.headers.indices where request.headers[index].name.lowercased() == "referer" {
            guard let referer = WebHeaders.referer(request.headers[index].value, base: base) else {
                return .failure(invalid("The header Referer must be a page of the same site, such as /new_offer?project=5."))
            }
            request.headers[index].value = referer
        }
        if request.method != "GET", request.method != "HEAD" {
            // What such an answer means is decided by the session, and there is no such thing without a login.
            request.acceptsAnyStatus = false
            request.isAnonymous = false
        }
        return .success(request)
    }

    private func invalid(_ message: String) -> Problem { Problem(.invalidRequest, "", message: message) }
}
