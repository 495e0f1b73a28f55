package import Domain

/// What a machine's own policy allows in place of what it forbids, as a refusal tells it: people
/// read it, and whoever shows folders makes links of those that it names.
package struct PolicyDoors: Hashable, Sendable {
    /// More would be no sentence.
    private static let toldMax = 5
    private static let opening = "It allows "
    private static let closing = "; on that machine, the line "
    private static let comma = ", "

    /// The first of them.
    package let told: [String]
    package let more: Int

    package init(_ all: [String]) {
        told = Array(all.prefix(Self.toldMax))
        more = all.count - told.count
    }

    /// The folders that a refusal names; nil where it names none.
    package init?(of failure: RunFailure) {
        guard let start = failure.message.firstRange(of: Self.opening)?.upperBound,
            let end = failure.message[start...].firstRange(of: Self.closing)?.lowerBound
        else { return nil }
        var list = failure.message[start..<end]
        var more = 0
        if let last = list.ranges(of: " and ").last, list.hasSuffix(" more"),
            let count = Int(list[last.upperBound...].dropLast(" more".count))
        {
            more = count
            list = list[..<last.lowerBound]
        }
        let folders = list.split(separator: Self.comma).map(String.init)
        guard !folders.isEmpty, folders.allSatisfy({ $0.hasPrefix("/") }) else { return nil }
        told = folders
        self.more = more
    }

    /// What is allowed, and who can allow more by which line of which file.
    package func sentence(allowing doors: String? = nil, line: String, of file: String) -> String {
        "\(Self.opening)\(doors ?? list)\(Self.closing)\(line) of \(file) can allow it."
    }

    private var list: String {
        let list = told.joined(separator: Self.comma)
        return told.isEmpty ? "nothing" : more > 0 ? "\(list) and \(more) more" : list
    }
}
