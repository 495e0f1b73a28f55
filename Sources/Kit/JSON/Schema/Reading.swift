/// The state of reading one document by its schema: where we are, and what was wrong so far.
package struct Reading: Sendable {
    /// What happens to members that no field declares.
    package enum UnknownFields: Sendable {
        /// A misspelt field of a request must not be lost silently.
        case refused
        /// A client reads answers of a newer hub.
        case ignored
    }

    /// A document with more is not worth a longer answer.
    static let violationLimit = 100

    private enum Step {
        case key(String)
        case index(Int)
    }

    private(set) var violations: [Violation] = []
    private var path: [Step] = []
    let unknownFields: UnknownFields

    init(unknownFields: UnknownFields) {
        self.unknownFields = unknownFields
    }

    package mutating func refuse(_ reason: Violation.Reason) {
        guard violations.count < Self.violationLimit else { return }
        violations.append(Violation(pointer: pointer, reason: reason))
    }

    /// Reads a member or an element; what is wrong inside is told with its place.
    mutating func inside<Value>(
        _ key: String, _ read: (inout Reading) -> Value?
    ) -> Value? {
        path.append(.key(key))
        defer { path.removeLast() }
        return read(&self)
    }

    mutating func inside<Value>(_ index: Int, _ read: (inout Reading) -> Value?) -> Value? {
        path.append(.index(index))
        defer { path.removeLast() }
        return read(&self)
    }

    private var pointer: String {
        path.map { step in
            switch step {
            case .key(let key): "/" + Self.escape(key)
            case .index(let index): "/\(index)"
            }
        }.joined()
    }

    private static func escape(_ key: String) -> String {
        guard key.utf8.contains(where: { $0 == UInt8(ascii: "~") || $0 == UInt8(ascii: "/") })
        else { return key }
        return key.map { $0 == "~" ? "~0" : $0 == "/" ? "~1" : String($0) }.joined()
    }
}
