internal import AgentProtocol
internal import Connector
internal import Domain
internal import Engine
internal import Export
internal import Host
internal import Values

extension VaultAttempt {
    /// Sends files of a snapshot to the hub, on a stream of their own: nothing of it lies on a
    /// disk, and the vault is read no faster than somebody takes it.
    func export(_ vault: any Vault) async throws -> Result {
        guard let ticket = order.stream, let streams = parts.streams else {
            throw EngineError(.local, "this agent cannot send to where the run says")
        }
        var choice = try choice()
        if ticket.handover == nil, ticket.form != .tar { choice.hardLinks = .asFiles }
        choice.hasContent = ticket.handover?.hasContent ?? true
        let entries = try await vault.entries(of: try snapshotID(), choice, progress)
        let pipe = try StreamPipe()
        let sealer = try ticket.handover.map {
            try HandoverSealer(for: $0, by: parts.identity().signingKey)
        }
        // Attempts may hold every thread of the pool, and each of them waits for its reader.
        let readers = try ThreadPool(name: "stream", size: 1)
        let issues = try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: readers) {
                defer { pipe.hangUp() }
                try await streams.send(ticket) {
                    try await readers.run { try sealer.next(of: pipe) }
                }
            }
            let written: IssueLog
            do {
                written = try write(entries, ticket, to: pipe)
            } catch {
                // When the other end hung up, why it did is what counts.
                try await group.waitForAll()
                throw error
            }
            try await group.waitForAll()
            return written
        }
        let now = progress.now
        var result = Result(entries: now.entries, size: pipe.sent)
        result.issues = issues.count
        result.lines = issues.samples.map { (.warning, $0.message) }
        return result
    }

    private func write(
        _ entries: any EntryStream, _ ticket: StreamTicket, to pipe: StreamPipe
    ) throws -> IssueLog {
        if ticket.handover != nil { return try tell(entries, to: pipe) }
        var dump = EntryDump(to: try pipe.takeWriter(), name: "the stream")
        let issues =
            switch ticket.form {
            case .file: try dump.writeContent(of: entries)
            case .tar: try dump.writeTar(of: entries)
            case .zip: try dump.writeZip(of: entries)
            }
        // Whoever reads to the end before this was said knows that it is not whole.
        pipe.isWhole.raise()
        _ = consume dump
        return issues
    }

    /// For another machine, which is told as well why it does not get the rest.
    private func tell(_ entries: any EntryStream, to pipe: StreamPipe) throws -> IssueLog {
        var writer = HandoverWriter(to: try pipe.takeWriter(), name: "the stream")
        do {
            let issues = try writer.write(entries)
            pipe.isWhole.raise()
            _ = consume writer
            return issues
        } catch {
            let failure = RunFailure(error)
            try writer.fail(
                HandoverFailure(
                    code: failure.code, message: failure.message,
                    disposition: failure.disposition.rawValue))
            pipe.isWhole.raise()
            throw error
        }
    }
}

extension HandoverSealer? {
    /// What is sent next: sealed to another machine, or as it is for a person.
    fileprivate func next(of pipe: StreamPipe) throws -> [UInt8]? {
        guard let sealer = self else { return try pipe.next() }
        return try sealer.seal { try pipe.next() }
    }
}
