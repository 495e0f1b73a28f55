internal import AgentProtocol
package import Domain
package import HTTPServer
internal import HubCore
internal import JSON
internal import Store

/// The one table from boundary errors to what the one who asked is told.
package enum HubProblems {
    /// In the language that the request asks for, English where it says none; nil is "internal".
    @Sendable package static func problem(
        of error: any Error, for request: HTTPRequest
    ) -> Problem? {
        let language = request.language ?? .english
        switch error {
        case let error as StoreError: return problem(of: error.kind, language)
        case let error as InUseError:
            var problem = Problem(.conflict, .inUse, language)
            let names = error.users.map(\.name).joined(separator: "、")
            problem.detail = language.say(
                "This cannot be done: \(error).", "无法执行：仍被 \(names) 使用。")
            problem.violations = error.users.map { user in
                Violation(
                    pointer: "\(user.kind.rawValue)/\(user.id)",
                    reason: .invalid(code: Refusal.inUse.rawValue, message: user.name))
            }
            return problem
        case let error as InvalidFields:
            return Problem(
                .unprocessableContent, "invalid",
                language.say("Some fields need another value.", "部分字段需要修改。"),
                violations: error.violations.map { violation in
                    Violation(
                        pointer: "/\(violation.field)",
                        reason: .invalid(code: violation.code, message: violation.sentence))
                })
        case let error as HubError where error.kind == .overloaded:
            return Problem(
                .serviceUnavailable, "overloaded",
                language.say("Too much is going on; try again shortly.", "当前负载过高，请稍后重试。"),
                fields: [.retryAfter: "5"])
        case let error as HubError where error.kind == .untrusted:
            return Problem(
                .forbidden, "signature_refused",
                language.say("This is not signed by the key that it names.", "签名与所述密钥不符。"))
        case let error as ProtocolError where error.kind == .versionMismatch:
            return Problem(.conflict, error.kind.rawValue, error.description)
        default: return nil
        }
    }

    private static func problem(of kind: StoreError.Kind, _ language: Language) -> Problem? {
        switch kind {
        case .notFound:
            return Problem(
                .notFound, "not_found", language.say("There is nothing here.", "这里什么都没有。"))
        case .refused(.tooManyAnnouncements):
            var problem = Problem(.tooManyRequests, .tooManyAnnouncements, language)
            problem.fields = [.retryAfter: "60"]
            return problem
        case .refused(.versionMoved): return Problem(.preconditionFailed, .versionMoved, language)
        case .refused(let refusal): return Problem(.conflict, refusal, language)
        case .busy, .unavailable, .timeout:
            return Problem(
                .serviceUnavailable, "store_unavailable",
                language.say("The store does not answer right now.", "存储暂时没有响应。"),
                fields: [.retryAfter: "5"])
        case .full:
            return Problem(
                .insufficientStorage, "storage_full",
                language.say(
                    "The hub's disk is full: nothing was changed. Reading goes on.",
                    "中枢的磁盘已满：没有任何更改，仍可读取。"))
        case .readOnly:
            return Problem(
                .insufficientStorage, "storage_read_only",
                language.say(
                    "The hub's store cannot be written to: nothing was changed. Reading goes on.",
                    "中枢的存储不可写入：没有任何更改，仍可读取。"))
        case .outcomeUnknown:
            var problem = Problem(
                .serviceUnavailable, "outcome_unknown",
                language.say(
                    "The store was lost while it wrote: look whether the change was made.",
                    "写入时与存储失去联系：请查看更改是否已生效。"))
            problem.mayPass = false
            return problem
        default: return nil
        }
    }
}

extension Problem {
    fileprivate init(_ status: HTTPStatus, _ refusal: Refusal, _ language: Language) {
        let text = refusal.text(in: language)
        self.init(status, refusal.rawValue, text.sentence)
        hint = text.hint
        mayPass = refusal.mayPass
    }
}

extension Language {
    fileprivate func say(_ english: String, _ chinese: String) -> String {
        self == .english ? english : chinese
    }
}

extension HTTPRequest {
    /// The one of ours that it likes best; nil where it says none of them.
    package var language: Language? {
        let wishes = fields.list(of: .acceptLanguage).joined(separator: ",")
        let best = LanguagePreference.best(
            of: Language.allCases.map(\.rawValue), for: wishes.isEmpty ? nil : wishes)
        return best.flatMap { Language(rawValue: $0) }
    }
}
