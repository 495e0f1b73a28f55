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

    /// Whether an entry becomes the target itself.
    func makesTarget(of path: EntryPath) -> Bool {
        let rule = rules.first { path == $0.from || path.isBelow($0.from) }
        return rule.map { $0.from == path && $0.to == nil } ?? false
    }

    /// Whether something from elsewhere may be put there or below.
    func leads(into path: EntryPath) -> Bool {
        rules.contains { rule in
            guard let to = rule.to else { return false }
            return to == path || to.isBelow(path)
        }
    }
}
