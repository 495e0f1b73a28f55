internal import AgentProtocol
internal import Connector
internal import Engine
internal import Export
internal import Host

/// Where the entries of a restore come from.
enum EntrySupply {
    /// A vault that this agent has opened.
    case vault(any Vault)
    /// Another agent, which opens it.
    case arrival(Arrival)
}

extension VaultAttempt {
    /// Lends the entries that the order names.
    func withEntries<Outcome: Sendable>(
        of supply: EntrySupply, hasContent: Bool, _ progress: RunProgress,
        _ body: (any EntryStream) throws -> Outcome
    ) async throws -> Outcome {
        switch supply {
        case .vault(let vault):
            var choice = try choice()
            choice.hasContent = hasContent
            return try body(try await vault.entries(of: try snapshotID(), choice, progress))
        case .arrival(let arrival):
            return try await withArriving(arrival, hasContent: hasContent, body)
        }
    }

    /// Lends entries that come from the hub, where nobody can read them: what opens them is in a
    /// box for this machine, and is gone with the stream.
    private func withArriving<Outcome: Sendable>(
        _ arrival: Arrival, hasContent: Bool, _ body: (any EntryStream) throws -> Outcome
    ) async throws -> Outcome {
        guard let streams = parts.streams else {
            throw EngineError(.local, "this agent cannot take what the run says")
        }
        let pipe = try StreamPipe()
        let writer = try pipe.takeWriter()
        let opener = HandoverOpener(
            of: arrival, for: run.id, hasContent: hasContent, parts.identity(), into: writer)
        // The attempt's own thread waits for what this one writes.
        let writers = try ThreadPool(name: "stream", size: 1)
        return try await withThrowingTaskGroup(of: Void.self) { group in
            group.addTask(executorPreference: writers) {
                defer { opener.close() }
                try await streams.take(arrival, nonce: opener.nonce, hasContent: hasContent) {
                    piece in
                    try await writers.run { try opener.write(piece) }
                }
                try await writers.run { try opener.finish() }
                pipe.isWhole.raise()
            }
            let outcome: Outcome
            do {
                outcome = try body(HandoverReader { try pipe.next() })
            } catch let error as EngineError where error.kind == .cancelled {
                // The stream broke off: why it did is what counts.
                try await group.waitForAll()
                throw error
            } catch {
                pipe.hangUp()
                group.cancelAll()
                throw error
            }
            try await group.waitForAll()
            return outcome
        }
    }
}
