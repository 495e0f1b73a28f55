package import Connector

/// Which entries of a snapshot are wanted.
package struct EntryChoice: Sendable {
    /// With everything below them; empty means all.
    package var paths: [EntryPath]
    /// Asked for every entry that the paths admit; false leaves it out.
    package var isWanted: (@Sendable (EntryPath, Entry.Kind) -> Bool)?
    /// Entries come with content that can be opened. Without, nothing but an index is read.
    package var hasContent: Bool
    package var hardLinks = HardLinks.asLinks

    /// How further names of one file come.
    package enum HardLinks: Hashable, Sendable {
        case asLinks
        /// Each as a file of its own, for what knows no such links.
        case asFiles
    }

    package init(
        paths: [EntryPath] = [],
        isWanted: (@Sendable (EntryPath, Entry.Kind) -> Bool)? = nil,
        hasContent: Bool = true
    ) {
        self.paths = paths
        self.isWanted = isWanted
        self.hasContent = hasContent
    }

    package func admits(_ path: EntryPath, _ kind: Entry.Kind) -> Bool {
        let isNamed = paths.isEmpty || paths.contains { path == $0 || path.isBelow($0) }
        return isNamed && (isWanted?(path, kind) ?? true)
    }
}
