internal import Connector

/// What has several names, files mostly, for the names that are still to come.
struct LinkedContent {
    struct Content {
        let kind: Entry.Kind
        /// By the way of cutting.
        let pieces: [[BlobID]]
        let size: Int64
    }

    private var contents: [EntryPath: Content] = [:]

    mutating func add(_ content: Content, of path: EntryPath) {
        contents[path] = content
    }

    func content(of path: EntryPath) -> Content? { contents[path] }
}
