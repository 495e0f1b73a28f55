internal import Connector

/// The content of files that have several names, for the names that are still to come.
struct LinkedContent {
    struct Content {
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
