import PluginKit

extension Failure {
    /// The answer does not have the agreed shape. Never shown as an empty list: nothing is known.
    static func drift(_ path: String, _ what: String, effect: Effect = .read) -> Failure {
        effect == .read
            ? Failure(
                "contract_drift",
                """
                Kwork ответил на \(path) не так, как ожидалось: \(what). Это не «пусто»: данные неизвестны. \
                Повтор не поможет, нужна новая версия плагина.
                """,
                retry: .never)
            : Failure(
                "contract_drift",
                """
                Kwork ответил на \(path) не так, как ожидалось: \(what). Выполнено ли действие, неизвестно: \
                проверьте, прежде чем повторять.
                """,
                retry: .unknown)
    }

    /// The write may have happened, and what came back does not say so. `check` tells how to find out.
    public static func outcomeUnknown(_ message: String, check: String) -> Failure {
        Failure("outcome_unknown", "\(message) Не повторяйте действие, сначала проверьте: \(check).", retry: .unknown)
    }

    /// Asked, and there is no such thing.
    public static func notFound(_ message: String) -> Failure { Failure("not_found", message, retry: .never) }

    /// Runs `body`; when Kwork says in its own words that there is no such thing, says with `message` what to do about it.
    static func explaining<Result>(missing message: String, _ body: () throws -> Result) throws -> Result {
        do {
            return try body()
        } catch let failure as Failure where failure.code == "not_found" {
            throw notFound(message)
        }
    }

    /// The arguments do not go together.
    public static func validation(_ message: String) -> Failure { Failure("validation", message, retry: .never) }
}
