internal import Glibc
internal import Synchronization

/// A file or folder as the kernel knows it, whatever its name. Its number goes to another one as
/// soon as it has no name and nobody has it open.
package struct DiskNode: Hashable, Sendable {
    package let device: UInt64
    package let inode: UInt64

    package init(_ status: FileStatus) {
        device = status.device
        inode = status.inode
    }
}

/// Something that was done to a disk and that a power cut may undo.
package enum DiskEvent: Sendable {
    case madeFile(FilePath, DiskNode)
    case madeFolder(FilePath, DiskNode)
    case madeLink(FilePath, to: SystemString)
    case wrote(DiskNode, offset: Int64, [UInt8])
    case renamed(FilePath, to: FilePath)
    case removed(FilePath)
    /// What was done to the node before the event of this number is on the disk; what came while
    /// the kernel was busy with it need not be.
    case synchronized(DiskNode, before: Int)
}

/// Is told of every event, in an order in which they can have happened.
package protocol DiskWitness: AnyObject, Sendable {
    func saw(_ event: DiskEvent)
    /// The number that the next event will have.
    var nextNumber: Int { get }
}

/// Where tests of power cuts learn what Host does to disks. Nobody watches in production, which
/// costs a look at one flag for each call that changes something.
package enum DiskWatch {
    private static let watching = Atomic<Bool>(false)
    private static let witnesses = Mutex<[any DiskWitness]>([])

    package static func begin(_ witness: any DiskWitness) {
        witnesses.withLock { $0.append(witness) }
        watching.store(true, ordering: .sequentiallyConsistent)
    }

    package static func end(_ witness: any DiskWitness) {
        let isEmpty = witnesses.withLock { witnesses in
            witnesses.removeAll { $0 === witness }
            return witnesses.isEmpty
        }
        if isEmpty { watching.store(false, ordering: .sequentiallyConsistent) }
    }

    @inline(__always)
    static var isOn: Bool { watching.load(ordering: .relaxed) }

    static func tell(_ event: DiskEvent) {
        for witness in witnesses.withLock({ $0 }) { witness.saw(event) }
    }

    static func made(_ name: RelativePath, in folder: Folder) {
        guard isOn else { return }
        // Whoever removes it at once has made nothing that a power cut could touch.
        guard let status = try? folder.status(of: name) else { return }
        let path = folder.full(name)
        switch status.kind {
        case .folder: tell(.madeFolder(path, DiskNode(status)))
        case .file: tell(.madeFile(path, DiskNode(status)))
        default: break
        }
    }

    /// Of bytes that end where the descriptor now stands.
    static func wrote(_ bytes: borrowing RawSpan, to raw: Int32) {
        guard isOn, let node = node(of: raw) else { return }
        let end = lseek(raw, 0, SEEK_CUR)
        guard end >= 0 else { return }
        let content = unsafe bytes.withUnsafeBytes { unsafe [UInt8]($0) }
        tell(.wrote(node, offset: Int64(end) - Int64(content.count), content))
    }

    /// Runs `body`, which brings the open file or folder to the disk.
    static func synchronizing<Result>(_ raw: Int32, _ body: () -> Result?) -> Result? {
        guard isOn, let node = node(of: raw) else { return body() }
        let marks = witnesses.withLock { $0 }.map { ($0, $0.nextNumber) }
        let result = body()
        for (witness, mark) in marks where result != nil {
            witness.saw(.synchronized(node, before: mark))
        }
        return result
    }

    private static func node(of raw: Int32) -> DiskNode? {
        var status = stat()
        guard unsafe fstat(raw, &status) == 0 else { return nil }
        return DiskNode(FileStatus(status))
    }
}
