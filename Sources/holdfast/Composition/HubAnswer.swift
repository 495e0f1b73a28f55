internal import CommandLine
internal import JSON

/// What a hub's refusals are to whoever typed the command.
enum HubAnswer {
    static let unreadable = Failure(
        .unavailable, "The answer is not one of a Holdfast hub.",
        hint: "look at --hub, and at what stands between you and the hub")

    /// From problem details, or from an answer that has none.
    static func failure(status: Int, _ json: JSON?) -> Failure {
        guard let detail = json?["detail"]?.text, let code = json?["code"]?.text else {
            return Failure(
                exitCode(status), "The hub answered with status \(status).",
                hint: status < 500 ? "look at --hub" : nil)
        }
        var sentence = detail
        if case .array(let violations)? = json?["violations"] {
            for violation in violations {
                let field = violation["field"]?.text ?? ""
                sentence += " \(field): \(violation["message"]?.text ?? "")"
            }
        }
        return Failure(exitCode(status), "\(sentence) (\(code))", hint: json?["hint"]?.text)
    }

    private static func exitCode(_ status: Int) -> ExitCode {
        switch status {
        case 401, 403: .denied
        case 404, 410: .missing
        case 400, 415, 422: .usage
        case 429, 502, 503, 504: .unavailable
        case 507: .full
        default: .failure
        }
    }
}
