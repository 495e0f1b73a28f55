internal import Engine
internal import Storage
internal import Values

/// The way of one backup to one vault: objects are opened, made and sent here, at most two on their
/// way at a time. What goes wrong ends this lane and no other.
final class VaultLane: Sendable {
    /// One being made while the one before is sent, or two being sent.
    private static let objectsMax = 2

    private struct State: Sendable {
        /// To be sent, by the task that runs the lane.
        var queue: [OutgoingObject] = []
        /// Opened and not stored yet, the oldest first.
        var underway: [OutgoingObject] = []
        var freeSpools = Array(0..<LaneDisk.spoolsMax)
        var isClosed = false
        var failure: EngineError?
        /// Changes whenever anything moves.
        var progress: UInt64 = 0
        var sent: Int64 = 0
        /// In this attempt.
        var parts: [Manifest.Part] = []
    }

    let vault: ArchiveVault
    let layout: SnapshotLayout
    let disk: LaneDisk
    private let patience: Patience
    private let state = AsyncMonitor(State())

    init(_ vault: ArchiveVault, _ layout: SnapshotLayout, _ disk: LaneDisk, _ patience: Patience) {
        self.vault = vault
        self.layout = layout
        self.disk = disk
        self.patience = patience
    }

    var failure: EngineError? { state.now.failure }
    var sent: Int64 { state.now.sent }
    /// Those that were stored in this attempt.
    var parts: [Manifest.Part] { state.now.parts }
    private var isDirect: Bool { vault.storage.traits.isLocal }

    // MARK: Ending

    /// Ends the lane. Its snapshot stays unfinished, to be continued.
    func fail(_ error: any Error) {
        let failure = EngineError(error, at: vault.place)
        let pipes = state.change { state in
            if state.failure == nil { state.failure = failure }
            return state.underway.compactMap(\.pipe)
        }
        for pipe in pipes { pipe.fail(failure) }
    }

    /// No object will follow.
    func close() {
        state.change { $0.isClosed = true }
    }

    // MARK: The side that makes objects

    /// Opens an object; waits while two are on their way.
    func open(_ name: ObjectName) async throws -> OutgoingObject {
        let isDirect = isDirect
        let spool = try await patiently { state -> Int? in
            guard state.underway.count < Self.objectsMax else { return nil }
            return isDirect ? 0 : state.freeSpools.popLast()
        }
        let object =
            isDirect ? OutgoingObject(name, pipe: pipe()) : OutgoingObject(name, spool: spool)
        if !isDirect { try await disk.clearSpool(spool) }
        state.change { state in
            state.underway.append(object)
            if isDirect { state.queue.append(object) }
        }
        return object
    }

    /// Adds a piece; waits for a vault that takes slowly.
    func send(_ piece: [UInt8], of object: OutgoingObject) async throws {
        if let spool = object.spool {
            try await disk.appendToSpool(spool, piece)
        } else if let pipe = object.pipe, try !pipe.offer(piece) {
            try await watched { try await pipe.send(piece) }
        }
    }

    /// The object is whole.
    func complete(_ object: OutgoingObject, size: Int64, part: JournalPart?) {
        object.complete(size: size, part: part)
        object.pipe?.complete()
        if !isDirect { state.change { $0.queue.append(object) } }
    }

    /// Waits until every object that was opened is stored.
    func drain() async throws {
        try await patiently { $0.underway.isEmpty ? () : nil }
    }

    /// Anything else that is done to the vault, which may not stand still either.
    func perform<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        if let failure { throw failure }
        return try await watched(work)
    }

    private func pipe() -> ObjectPipe {
        ObjectPipe { [state] in state.change { $0.progress &+= 1 } }
    }

    private func patiently<Result: Sendable>(
        _ attempt: @escaping @Sendable (inout State) -> Result?
    ) async throws -> Result {
        let attempt: @Sendable (inout State) throws -> Result? = { state in
            if let failure = state.failure { throw failure }
            return attempt(&state)
        }
        // Mostly there is nothing to wait for.
        if let result = try state.attempt(attempt) { return result }
        return try await watched { [state] in try await state.wait(attempt) }
    }

    private func watched<Result: Sendable>(
        _ work: @escaping @Sendable () async throws -> Result
    ) async throws -> Result {
        do {
            return try await patience.watch(
                { [state] in state.now.progress },
                orGiveUp: {
                    let error = self.stalled
                    self.fail(error)
                    return error
                }, work)
        } catch {
            // Those who wait for the same thing learn of it too.
            fail(error)
            throw error
        }
    }

    private var stalled: EngineError {
        EngineError(
            .storage,
            "\(vault.place) has taken nothing for "
                + "\(patience.limit.components.seconds) seconds and was left behind",
            disposition: .retryable)
    }

    // MARK: The side that sends

    private enum Turn: Sendable {
        case send(OutgoingObject)
        case end
    }

    /// Sends what comes, until the lane is closed and everything is stored, or it failed.
    func run() async {
        await withDiscardingTaskGroup { group in
            while case .send(let object) = await nextTurn() {
                group.addTask { await self.store(object) }
            }
            if failure != nil { group.cancelAll() }
        }
    }

    private func nextTurn() async -> Turn {
        await state.wait { state in
            if state.failure != nil { return .end }
            if !state.queue.isEmpty { return .send(state.queue.removeFirst()) }
            return state.isClosed && state.underway.isEmpty ? .end : nil
        }
    }

    private func store(_ object: OutgoingObject) async {
        do {
            try await vault.storage.put(object.name, body(of: object), .replace)
            // Parts may arrive in any order; the journal notes them in theirs, also when a later
            // one has failed meanwhile: what is stored need not be sent again.
            try await state.wait { state -> Void? in
                if state.underway.first === object { return () }
                if let failure = state.failure { throw failure }
                return nil
            }
            let part = object.journalPart
            if let part { try await disk.append(part) }
            state.change { state in
                state.underway.removeFirst()
                if let spool = object.spool { state.freeSpools.append(spool) }
                state.sent += object.finalSize
                state.progress &+= 1
                if let part { state.parts.append(part.part) }
            }
        } catch {
            fail(error)
        }
    }

    private func body(of object: OutgoingObject) -> ObjectBody {
        if let pipe = object.pipe {
            return ObjectBody(length: nil, isRepeatable: false) { pipe }
        }
        let (disk, spool, size) = (disk, object.spool ?? 0, object.finalSize)
        return ObjectBody(length: size, isRepeatable: true) { [state] in
            SpoolReader(disk, spool: spool, size: size) { state.change { $0.progress &+= 1 } }
        }
    }
}
