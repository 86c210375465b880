/// The words of Kwork sessions.
struct RussianWording: FailureWording {
    let anonymousSubject = "Сервис"
    let preparationNote = "Это был подготовительный шаг: на Kwork ничего не создано."

    func message(_ code: FailureCode, _ context: FailureContext) -> String {
        var text = sentence(code, context)
        if let said = context.said { text += " Kwork сообщает: «\(said)»." }
        if context.isUnsentWrite { text += " Ничего не изменилось: запрос не был выполнен." }
        if code.isTransient {
            text += context.retryAfterSeconds.map { " Повторите через \($0) с." } ?? " Повторите позже."
        }
        return text
    }

    private func ago(_ context: FailureContext) -> String {
        context.triedSecondsAgo < 120 ? "\(context.triedSecondsAgo) с" : "\(context.triedSecondsAgo / 60) мин"
    }

    private func sentence(_ code: FailureCode, _ context: FailureContext) -> String {
        let status = context.status.map { " (HTTP \($0))" } ?? ""
        switch code {
        case .timeout: return "Kwork не ответил вовремя\(status)."
        case .upstreamUnavailable: return "Kwork сейчас недоступен\(status)."
        case .connectionFailed: return "Не удалось соединиться с Kwork или соединение оборвалось."
        case .tlsFailed: return "Защищённое соединение с Kwork не установлено: сертификат или шифрование не прошли проверку. Это должен проверить владелец сервера."
        case .proxyFailed: return "Прокси на пути к Kwork не работает\(status). Проверьте KWORK_PROXY_URL."
        case .tooLarge: return "Ответ Kwork больше допустимого (max_bytes сеанса в plugins.json). Если у вызова есть фильтры, limit или другая страница, запросите меньше; иначе предел может поднять владелец сервера."
        case .badAnswer: return "Kwork ответил не в том виде, которого ждали\(status)."
        case .contractDrift:
            return "Kwork ответил так, как эта версия не понимает\(status): данные неизвестны. Повтор не поможет, нужна новая версия."
        case .cancelled: return "Вызов остановлен до завершения."
        case .outcomeUnknown:
            let check = context.checkWith.isEmpty ? "сначала проверьте, выполнено ли оно" : "сначала проверьте с помощью \(context.checkWith)"
            return "Неизвестно, выполнено ли действие на Kwork: запрос мог дойти, но понятного ответа нет. Не повторяйте его, \(check)."
        case .rateLimit: return "Слишком много запросов к Kwork."
        case .circuitOpen: return "Kwork несколько раз подряд не ответил, запросы приостановлены."
        case .authRequired: return "Нет входа в Kwork: задайте KWORK_TOKEN или KWORK_LOGIN и KWORK_PASSWORD, или пусть владелец сервера войдёт в терминале командой mcp-host login."
        case .authFailed: return "Kwork не принял вход\(status). Проверьте KWORK_TOKEN или KWORK_LOGIN и KWORK_PASSWORD."
        case .accountMismatch:
            return "Вход в Kwork сменился на другой аккаунт, поэтому изменения остановлены. Ничего не отправлено."
        case .csrf:
            return "Kwork не выдал или не принял ключ формы (CSRF). Ничего не изменилось. Повторите; если не поможет, войдите на сайт заново."
        case .captcha:
            return "Kwork просит пройти капчу. Войдите на kwork.ru в браузере, решите капчу и задайте свежий KWORK_TOKEN или прокси KWORK_PROXY_URL."
        case .ipBlocked: return "Kwork блокирует IP-адрес этой машины. Попробуйте позже или задайте прокси в KWORK_PROXY_URL."
        case .permission: return "Kwork не разрешает это действие\(status)."
        case .notFound: return "На Kwork этого нет\(status). Проверьте номер или имя."
        case .duplicate: return "На Kwork это уже есть или уже сделано."
        case .closedProject: return "На Kwork это уже закрыто."
        case .insufficientConnects: return "Не хватает коннектов."
        case .apiError: return "Kwork отклонил запрос\(status). Проверьте аргументы."
        case .siteUnsupported: return "На kwork.com этого нет: биржа проектов есть только на kwork.ru."
        case .writeDisabled: return "Изменения выключены."
        case .writeInProgress:
            return "Это же действие на Kwork уже выполняется другим вызовом (отправлено \(ago(context)) назад). Сейчас ничего не отправлено; дождитесь результата того вызова."
        case .ambiguousWrite:
            return "Это же действие на Kwork уже было отправлено \(ago(context)) назад, и неизвестно, выполнено ли оно. Чтобы не сделать это дважды, "
                + "сейчас ничего не отправлено. Сначала вызовите \(context.checkWith), ровно с этими аргументами и без других; если действие не выполнено, этот вызов можно повторить."
        case .sessionNotGranted: return "Набору инструментов не разрешён этот сеанс."
        case .sessionNotConfigured: return "Сеанс Kwork не настроен в plugins.json."
        case .invalidRequest: return "Запрос составлен неверно."
        case .internal: return "Внутренняя ошибка сервера; подробности в его журнале."
        }
    }
}
