/// A folder that a walk has found. Whether it is open is the business of its `FolderPool`: content
/// of files in it can be opened for as long as the handle lives, without a descriptor being held.
final class FolderHandle: @unchecked Sendable {
    // `@unchecked Sendable`: `parent` alone is a variable, and only `deinit` writes it.

    /// nil of the root of the file system.
    private(set) var parent: FolderHandle?
    let name: [UInt8]
    let place: NodePlace
    /// How it was found: through a link, or as itself.
    let links: NodeCalls.Links
    let pool: FolderPool

    init(
        name: [UInt8], in parent: FolderHandle?, place: NodePlace, links: NodeCalls.Links,
        pool: FolderPool
    ) {
        self.name = name
        self.parent = parent
        self.place = place
        self.links = links
        self.pool = pool
    }

    deinit {
        pool.forget(self)
        // Link by link: thousands of folders in each other would exhaust a thread's stack.
        var next = parent.take()
        while next != nil, isKnownUniquelyReferenced(&next) {
            next = next?.parent.take()
        }
    }
}
