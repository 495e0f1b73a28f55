import Values

extension Timestamp {
    /// For tables.
    static func at(_ text: String) -> Timestamp {
        guard let moment = Timestamp(rfc3339: text) else {
            preconditionFailure("'\(text)' is no timestamp")
        }
        return moment
    }
}
