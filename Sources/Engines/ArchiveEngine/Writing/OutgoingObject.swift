internal import Storage
internal import Synchronization

/// An object that is being made for a vault, or waits to be sent there.
final class OutgoingObject: Sendable {
    let name: ObjectName
    /// Sends it as it is made; nil for one that lies in a spool.
    let pipe: ObjectPipe?
    /// Which of the spools it lies in.
    let spool: Int?
    /// What the journal notes once it is stored; set before the object is whole.
    private let part = Mutex<JournalPart?>(nil)
    private let size = Mutex<Int64>(0)

    init(_ name: ObjectName, pipe: ObjectPipe) {
        self.name = name
        self.pipe = pipe
        spool = nil
    }

    init(_ name: ObjectName, spool: Int) {
        self.name = name
        self.spool = spool
        pipe = nil
    }

    func complete(size: Int64, part: JournalPart?) {
        self.size.withLock { $0 = size }
        self.part.withLock { $0 = part }
    }

    var finalSize: Int64 { size.withLock { $0 } }
    var journalPart: JournalPart? { part.withLock { $0 } }
}
