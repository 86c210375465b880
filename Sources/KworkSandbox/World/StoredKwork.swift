/// A kwork: a service offered at a fixed price.
struct StoredKwork: Sendable {
    /// Kwork's numbers of the statuses, in the order in which it lists them.
    enum Status: Int, Sendable, CaseIterable {
        case active = 7, moderation = 1, needsFixes = 2, stopped = 3, paused = 4, hidden = 5, draft = 6

        var name: String {
            switch self {
            case .active: "Активные"
            case .moderation: "На модерации"
            case .needsFixes: "Требуют исправления"
            case .stopped: "Остановленные"
            case .paused: "На паузе"
            case .hidden: "Скрытые"
            case .draft: "Черновики"
            }
        }
    }

    var id: Int
    /// The `User` who sells it.
    var owner: Int
    var status: Status
    var category: Int
    var title: String
    var description: String
    /// Rubles.
    var price: Int
    var days: Int
    var orders = 0
    var views = 0
    /// Changed since the moderator last saw it, so starting it leads through moderation.
    var isChanged = false
    var edits: [String] = []
}

extension World {
    func kworks(of user: Int, _ status: StoredKwork.Status) -> [StoredKwork] {
        kworks.filter { $0.owner == user && $0.status == status }.sorted { $0.id > $1.id }
    }
}
