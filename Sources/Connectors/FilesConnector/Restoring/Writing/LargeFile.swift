internal import Connector
internal import Synchronization
internal import Values

/// A file that is written piece by piece, by several threads. Whoever lets go of it last, the one
/// who reads or one who wrote a piece, gives it what belongs to it and its name, so that nobody has
/// to wait for it.
final class LargeFile: Sendable {
    private struct State {
        /// Of the one who reads, and of each piece on its way.
        var holds = 1
        var pieces = 0
        /// All of it was read, and `suffix` is what has to follow its name.
        var isRead = false
        var suffix: String?
        var fault: Fault?
    }

    /// What became of it.
    struct Ending: Sendable {
        /// The name it has now; nil where it was given up.
        var name: FolderHandle.Name?
        /// Why it has none, where nobody has said so yet.
        var fault: Fault?
        var issues: [EntryIssue] = []
    }

    let path: EntryPath
    let size: ByteCount
    let folder: OpenFolder
    let node: NodeHandle
    private let handle: FolderHandle
    private let step: Placement.Step
    private let look: Look
    private let hasHoles: Bool
    private let isDurable: Bool
    private let maker: NodeMaker
    private let file: NodeMaker.Unplaced
    private let state = Mutex(State())

    init(
        _ path: EntryPath, size: ByteCount, hasHoles: Bool, in folder: OpenFolder,
        _ handle: FolderHandle, _ step: Placement.Step, _ look: Look, by us: Restorer,
        isDurable: Bool
    ) throws(Fault) {
        self.path = path
        self.size = size
        self.folder = folder
        self.handle = handle
        self.step = step
        self.look = look
        self.hasHoles = hasHoles
        self.isDurable = isDurable
        // Several may be on their way, each under a passing name of its own.
        maker = NodeMaker(us: us)
        file = try maker.begin(in: handle, step, look)
        node = file.node
        folder.hold()
    }

    deinit {
        if state.withLock({ $0.holds }) > 0 { maker.drop(file, in: handle) }
    }

    /// What befell a piece before: to be told by whoever takes it.
    func takeFault() -> Fault? { state.withLock { $0.fault.take() } }

    func addPiece() {
        state.withLock { state in
            state.holds += 1
            state.pieces += 1
        }
    }

    /// To be called by the one who reads before letting go, unless the file is given up.
    func complete(suffix: String?) {
        state.withLock { state in
            state.isRead = true
            state.suffix = suffix
        }
    }

    /// - Returns: What became of the file, for the last who lets go; the folder is theirs to
    ///   release.
    func letGo(_ fault: Fault? = nil) -> Ending? {
        let end: State? = state.withLock { state in
            state.holds -= 1
            if state.fault == nil { state.fault = fault }
            return state.holds == 0 ? state : nil
        }
        guard let end else { return nil }
        var ending = Ending()
        guard end.isRead, end.fault == nil else {
            maker.drop(file, in: handle)
            // Of a file that was given up, whoever did has said why.
            if let fault = end.fault, end.isRead || fault.endsEverything { ending.fault = fault }
            return ending
        }
        do throws(Fault) {
            // After a power cut a name may lead to a file of the right size and time with gaps,
            // and the next restore would take it for unchanged. What is written at once, from its
            // start, gets its size with its content.
            if isDurable, hasHoles || end.pieces > 1 { try node.bringToDisk() }
            ending.name = try maker.end(
                file, path.name, in: handle, step, look, suffix: end.suffix
            ) { ending.issues.append($0.incompleteness(path)) }
        } catch {
            ending.fault = error
        }
        return ending
    }
}

/// Part of a large file, which the batch is the content of.
struct LargePiece: Sendable {
    let file: LargeFile
    let offset: Int64
}
