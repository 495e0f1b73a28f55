package import Values

/// How a snapshot of the repository format names the run that made it: by a tag, as the format has
/// no field for it. Every engine that writes the format says it the same way.
package enum RunTag {
    private static let beginning = "holdfast-run:"

    package static func of(_ run: UUID) -> String { "\(beginning)\(run)" }

    /// The run that is named; nil where another program made the snapshot.
    package static func run(in tags: [String]) -> UUID? {
        tags.lazy.filter { $0.hasPrefix(beginning) }
            .compactMap { UUID($0.dropFirst(beginning.count)) }.first
    }

    /// The tags that a person gave.
    package static func others(in tags: [String]) -> [String] {
        tags.filter { !$0.hasPrefix(beginning) }
    }
}
