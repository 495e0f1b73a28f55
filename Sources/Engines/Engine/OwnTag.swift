package import Values

/// How a snapshot of the repository format names the run that made it and the source it is of: by
/// tags, as the format has no fields for them. Every engine that writes the format says it alike.
package enum OwnTag: String, CaseIterable, Sendable {
    case run = "holdfast-run:"
    /// As a hub calls it. A hub that has lost what it knew finds out by it whose a snapshot is.
    case source = "holdfast-source:"

    package func of(_ id: UUID) -> String { "\(rawValue)\(id)" }

    /// What is named; nil where another program made the snapshot.
    package func id(in tags: [String]) -> UUID? {
        tags.lazy.filter { $0.hasPrefix(rawValue) }
            .compactMap { UUID($0.dropFirst(rawValue.count)) }.first
    }

    /// The tags without these; without all of them, those that a person gave.
    package static func others(
        in tags: [String], than these: [OwnTag] = OwnTag.allCases
    ) -> [String] {
        tags.filter { tag in !these.contains { tag.hasPrefix($0.rawValue) } }
    }
}
