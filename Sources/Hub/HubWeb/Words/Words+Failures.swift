internal import Domain

extension Words {
    /// One after the other, each with its end: what others said may have none.
    func sentences(_ all: [String?]) -> String {
        all.compactMap(\.self).filter { !$0.isEmpty }.map { sentence in
            ".。!！?？…)）".contains(sentence.suffix(1)) ? sentence : sentence + "."
        }.joined(separator: " ")
    }

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
