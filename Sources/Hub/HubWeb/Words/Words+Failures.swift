internal import Domain

extension Words {
    /// What was said of a failure, by its code in the reader's language. Agents say it in English:
    /// what only their message tells stands behind it.
    func told(_ failure: RunFailure) -> String {
        guard language != .english else { return failure.message }
        if failure.code == "too_slow" { return runs.noTimeLeft }
        if let refusal = Refusal(rawValue: failure.code) {
            return refusals.sentence(for: refusal)
        }
        guard let cause = runs.cause(failure) else { return failure.message }
        return "\(cause.title)（\(failure.message)）"
    }
}
