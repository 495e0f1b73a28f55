package import Connector

/// Where entries go that are not to have their old paths: rules that replace the beginning of a
/// path. The longest that fits wins.
package struct PathMap: Hashable, Sendable {
    package struct Rule: Hashable, Sendable {
        package let from: EntryPath
        /// nil for the target itself.
        package let to: EntryPath?

        package init(from: EntryPath, to: EntryPath?) {
            self.from = from
            self.to = to
        }
    }

    private let rules: [Rule]

    package init(_ rules: [Rule] = []) {
        self.rules = rules.sorted { $0.from.bytes.count > $1.from.bytes.count }
    }

    /// nil for an entry that becomes the target itself, or whose path would be too long.
    package func target(of path: EntryPath) -> EntryPath? {
        guard let rule = rules.first(where: { path == $0.from || path.isBelow($0.from) }) else {
            return path
        }
        let rest = path.bytes.dropFirst(rule.from.bytes.count)
        guard let to = rule.to else { return EntryPath(bytes: rest.dropFirst()) }
        return EntryPath(bytes: to.bytes + rest)
    }
}
