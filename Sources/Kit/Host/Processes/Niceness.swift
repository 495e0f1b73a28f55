internal import CShims
internal import Glibc

/// How far this process steps back for others: at the processor and at the disks.
package struct Niceness: Hashable, Sendable {
    /// When a disk serves it.
    package enum IOClass: String, Hashable, Sendable, CaseIterable {
        /// After those who did not ask for less, of the ordinary ones.
        case bestEffort = "best-effort"
        /// When nobody else wants it.
        case idle
    }

    /// From 0, as everybody, to 19; nil leaves it as it is.
    package static let allowed = 0...19
    /// The last one of the ordinary class.
    private static let lowestLevel: Int32 = 7

    private let nice: Int?
    private let ioClass: IOClass?

    package init(nice: Int?, ioClass: IOClass?) {
        precondition(nice.map(Self.allowed.contains) ?? true, "only root may ask for more")
        self.nice = nice
        self.ioClass = ioClass
    }

    /// For every thread there is. Those that are started later have it from the one that starts
    /// them, so it is to be called before the work begins. Only the workers of Dispatch, which pass
    /// on and do no work of ours, give themselves what it thinks right. Blocks.
    package func apply() throws {
        guard nice != nil || ioClass != nil else { return }
        // The kernel keeps both for each thread, whatever the manual says of processes.
        try Folder(at: "/proc/self/task").forEachEntry { entry throws(FileError) in
            guard let thread = Int32("\(entry.name)") else { return }
            if let nice {
                try FileError.check(
                    "set the niceness of thread", entry.name,
                    Self.ignoringEnd(cshims_set_nice(thread, Int32(nice))))
            }
            if let ioClass {
                try FileError.check(
                    "set the I/O class of thread", entry.name,
                    Self.ignoringEnd(set(ioClass, of: thread)))
            }
        }
    }

    private func set(_ ioClass: IOClass, of thread: Int32) -> Int32 {
        switch ioClass {
        case .bestEffort:
            cshims_set_io_priority(thread, Int32(CSHIMS_IO_BEST_EFFORT), Self.lowestLevel)
        case .idle: cshims_set_io_priority(thread, Int32(CSHIMS_IO_IDLE), 0)
        }
    }

    /// A thread that has ended meanwhile needs nothing any more.
    private static func ignoringEnd(_ code: Int32) -> Int32 { code == -ESRCH ? 0 : code }
}
