internal import Engine
internal import Storage

/// What a pack says of itself, or why it does not.
struct ReadHeader: Sendable {
    let id: ObjectID
    let entries: Result<[PackEntry], EngineError>
}

extension RepositoryVault {
    /// The headers of packs.
    /// - Throws: What is not damage.
    func headers(
        of packs: [Listed], _ progress: RunProgress? = nil
    ) async throws -> [ReadHeader] {
        let reader = PackReader(vault: self)
        return try await packs.concurrentMap(limit: max(2, fetchesMax)) { pack in
            do {
                let entries = try await reader.header(of: pack.id, size: pack.size)
                progress?.update { $0.entries += 1 }
                return ReadHeader(id: pack.id, entries: .success(entries))
            } catch {
                let fault = EngineError(error, at: self.place)
                guard fault.kind == .damaged else { throw fault }
                return ReadHeader(id: pack.id, entries: .failure(fault))
            }
        }
    }
}
