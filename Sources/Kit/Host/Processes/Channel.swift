internal import CShims
internal import Glibc

/// The two ends of one of a program's standard streams.
struct Channel: ~Copyable {
    /// What the program gets; closed here once it has started.
    let theirs: FileDescriptor
    private var ours: FileDescriptor?

    static func open(_ input: ProgramCall.Input) throws(ProcessError) -> Channel {
        switch input {
        case .nothing: try null()
        case .descriptor(let raw): try copy(of: raw)
        case .bytes, .streamed: try pipe(oursIsWriting: true)
        }
    }

    static func open(_ output: ProgramCall.Output) throws(ProcessError) -> Channel {
        switch output {
        case .discarded: try null()
        case .descriptor(let raw): try copy(of: raw)
        case .captured, .streamed: try pipe(oursIsWriting: false)
        }
    }

    private init(theirs: consuming FileDescriptor, ours: consuming FileDescriptor?) {
        self.theirs = theirs
        self.ours = ours
    }

    /// Lets go of their end and hands out ours.
    consuming func takeOurs() -> FileDescriptor? {
        ours.take()
    }

    private static func null() throws(ProcessError) -> Channel {
        Channel(theirs: FileDescriptor(owning: try check(cshims_open_null())), ours: nil)
    }

    private static func copy(of raw: Int32) throws(ProcessError) -> Channel {
        Channel(theirs: FileDescriptor(owning: try check(cshims_duplicate(raw))), ours: nil)
    }

    private static func pipe(oursIsWriting: Bool) throws(ProcessError) -> Channel {
        var ends: [Int32] = [0, 0]
        try unsafe check(cshims_pipe(&ends))
        let reading = FileDescriptor(owning: ends[0])
        let writing = FileDescriptor(owning: ends[1])
        try check(cshims_set_nonblocking(oursIsWriting ? writing.raw : reading.raw))
        return oursIsWriting
            ? Channel(theirs: reading, ours: writing) : Channel(theirs: writing, ours: reading)
    }

    @discardableResult
    private static func check(_ result: Int32) throws(ProcessError) -> Int32 {
        guard result < 0 else { return result }
        let cause = SystemError("pipe", code: -result)
        throw ProcessError(
            .noRoom, "could not make a pipe for a program: \(cause.reason)", underlying: cause)
    }
}
