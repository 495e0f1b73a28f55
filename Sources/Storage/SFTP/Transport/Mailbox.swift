internal import CShims
internal import Glibc
internal import Host
internal import Storage
internal import Synchronization

/// What tasks and the thread of a connection hand each other.
final class Mailbox: Sendable {
    private struct State {
        var outgoing: [UInt8] = []
        var pending: [UInt32: Reply] = [:]
        var nextID: UInt32 = 1
        var failure: StorageError?
        var isStopping = false
        var facts = ServerFacts()
        var peakOutstanding = 0
    }

    /// Answered when the connection stands, or has failed.
    let standing = Reply()
    /// Readable when there is something to send, or to stop.
    let wake: Int32
    private let state = Mutex(State())

    init() throws(SystemError) {
        wake = try SystemError.check("eventfd", cshims_event_create())
    }

    deinit {
        close(wake)
    }

    // MARK: For tasks

    func send(_ request: SFTPRequest) throws(StorageError) -> Reply {
        let reply = Reply()
        let failure = state.withLock { state -> StorageError? in
            if let failure = state.failure { return failure }
            let id = state.nextID
            state.nextID &+= 1
            state.pending[id] = reply
            state.peakOutstanding = max(state.peakOutstanding, state.pending.count)
            state.outgoing += request.packet(id: id)
            return nil
        }
        if let failure { throw failure }
        cshims_event_signal(wake)
        return reply
    }

    func stop() {
        state.withLock { $0.isStopping = true }
        cshims_event_signal(wake)
    }

    var hasFailed: Bool { state.withLock { $0.failure != nil || $0.isStopping } }
    var facts: ServerFacts { state.withLock { $0.facts } }
    var peakOutstanding: Int { state.withLock { $0.peakOutstanding } }

    // MARK: For the thread

    var isStopping: Bool { state.withLock { $0.isStopping } }
    var isWaiting: Bool { state.withLock { !$0.pending.isEmpty } }

    /// Everything that is to be sent.
    func takeOutgoing() -> [UInt8] {
        state.withLock { state in
            defer { state.outgoing = [] }
            return state.outgoing
        }
    }

    func stands(_ facts: ServerFacts) {
        state.withLock { $0.facts = facts }
        standing.fulfil(.success(.data([])))
    }

    /// An answer that nobody asked for is ignored: its request may have been given up.
    func deliver(_ id: UInt32, _ response: SFTPResponse) {
        let reply = state.withLock { $0.pending.removeValue(forKey: id) }
        reply?.fulfil(.success(response))
    }

    func fail(_ error: StorageError) {
        let waiting = state.withLock { state in
            if state.failure == nil { state.failure = error }
            defer { state.pending = [:] }
            return Array(state.pending.values)
        }
        standing.fulfil(.failure(error))
        for reply in waiting { reply.fulfil(.failure(error)) }
    }
}
