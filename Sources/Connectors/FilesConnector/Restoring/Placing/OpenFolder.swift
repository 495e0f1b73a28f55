internal import Connector
internal import Synchronization

/// A folder of the target on the way to the entries that come, until it is finished: everything in
/// it is written and then it gets its own mode and times, after all folders in it.
///
/// Whatever is still to be done in it holds it: the walk itself, files that wait to be written,
/// folders in it. Whoever lets go last finishes it, on any thread.
final class OpenFolder: Sendable {
    enum Standing: Hashable, Sendable {
        case real
        /// A rehearsal would have made it.
        case imagined
        /// Something else is there and stays, and so nothing below is restored.
        case passedOver
        /// It could not be made.
        case unreachable
    }

    struct Finish: Sendable {
        let path: EntryPath
        let look: Look
        let before: Before
    }

    let parent: OpenFolder?
    /// Bytes of its path in the target, 0 for the target itself.
    let length: Int
    let standing: Standing
    /// Made by this restore: nothing is in it that is not ours.
    let isNew: Bool
    private let identity: Node.Identity?
    private let finish: Finish?
    private let handle: Mutex<FolderHandle?>
    private let holds = Atomic<Int>(1)

    init(
        in parent: OpenFolder?, length: Int, _ standing: Standing, isNew: Bool = false,
        handle: FolderHandle? = nil, finish: Finish? = nil
    ) {
        self.parent = parent
        self.length = length
        self.standing = standing
        self.isNew = isNew
        self.finish = finish
        identity = handle?.identity
        self.handle = Mutex(handle)
        parent?.hold()
    }

    func hold() {
        holds.wrappingAdd(1, ordering: .relaxed)
    }

    /// Lets go; finishes it, and those above, when nobody else holds them.
    func release(_ finishing: (FolderHandle, Finish) -> Void) {
        var next: OpenFolder? = self
        while let folder = next,
            folder.holds.wrappingSubtract(1, ordering: .acquiringAndReleasing).newValue == 0
        {
            if let finish = folder.finish, let handle = folder.opened {
                finishing(handle, finish)
            }
            folder.close()
            next = folder.parent
        }
    }

    var opened: FolderHandle? { handle.withLock { $0 } }

    /// Gives its descriptor back, as the walk does far above where it is.
    func close() {
        handle.withLock { $0 = nil }
    }

    /// Opens it again from a folder in it, and only if it is still the same.
    func reopen(from child: FolderHandle) throws(Fault) {
        guard opened == nil else { return }
        let found = try child.leave()
        guard found.identity == identity else { throw Fault("find again the folder of", 40) }
        handle.withLock { $0 = found }
    }
}
