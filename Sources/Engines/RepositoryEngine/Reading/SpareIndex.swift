internal import Engine
internal import Storage

/// Where blobs lie that the index does not tell of, by what packs say of themselves. Read when it
/// is first asked for, and once: for restores from a repository whose index is damaged.
final class SpareIndex: Sendable {
    private enum State: Sendable {
        case unread
        case reading
        case read(BlobIndex)
        case failed(EngineError)
    }

    private let vault: RepositoryVault
    private let index: BlobIndex
    private let state = SharedState(State.unread)

    /// - Parameter index: What need not be looked for.
    init(_ vault: RepositoryVault, beside index: BlobIndex) {
        self.vault = vault
        self.index = index
    }

    /// Packs of which the index says nothing, as far as somebody asked.
    var packs: Int {
        if case .read(let index) = state.now { index.packs.count } else { 0 }
    }

    /// - Throws: What the location said. A pack whose header is damaged is passed over.
    func whole() async throws(EngineError) -> BlobIndex {
        let isFirst = state.change { state in
            guard case .unread = state else { return false }
            state = .reading
            return true
        }
        if isFirst {
            let result = await read()
            state.change { $0 = result }
        }
        return try await state.wait { state -> Result<BlobIndex, EngineError>? in
            switch state {
            case .unread, .reading: nil
            case .read(let index): .success(index)
            case .failed(let error): .failure(error)
            }
        }.get()
    }

    private func read() async -> State {
        do {
            let known = Set(index.packs)
            let unknown = try await vault.list(.data).filter { !known.contains($0.id) }
            var draft = BlobIndex.Draft()
            for header in try await vault.headers(of: unknown) {
                if case .success(let entries) = header.entries { draft.add(header.id, entries) }
            }
            return .read(draft.finish())
        } catch {
            return .failed(EngineError(error, at: vault.place))
        }
    }
}
