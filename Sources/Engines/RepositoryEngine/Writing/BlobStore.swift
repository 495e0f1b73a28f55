internal import Connector
internal import Cryptography
internal import Engine

/// What a worker has to store blobs with: for each vault a way to seal, of its own.
final class BlobStore {
    private final class Target {
        let lane: VaultLane
        let cut: Int
        var sealer: BlobSealer

        init(_ lane: VaultLane, cut: Int, sealer: consuming BlobSealer) {
            self.lane = lane
            self.cut = cut
            self.sealer = sealer
        }
    }

    private let targets: [Target]
    private var hash = SHA256()

    init(_ ways: CutWays, _ settings: RepositoryEngine.Settings) throws {
        targets = try ways.lanes.map { lane, cut in
            Target(
                lane, cut: cut,
                sealer: try BlobSealer(
                    lane.vault.key, level: settings.level, selfCheck: settings.selfCheck))
        }
    }

    /// Stores content in every vault that lacks it: of one way of cutting, or of all.
    /// - Throws: `NobodyLeft` when all vaults have failed.
    func store(_ content: Span<UInt8>, _ kind: BlobKind, cut: Int? = nil) throws -> BlobID {
        hash.update(content)
        let id = ObjectID(hash.finish())
        var isAnybodyLeft = false
        for target in targets where target.lane.failure == nil {
            isAnybodyLeft = true
            guard cut == nil || cut == target.cut, target.lane.known.claim(id, kind) else {
                continue
            }
            do {
                try target.sealer.withSealed(content, id, kind) { sealed, made in
                    try target.lane.add(sealed, made, contentSize: content.count)
                }
            } catch {
                target.lane.fail(error)
            }
        }
        guard isAnybodyLeft else { throw NobodyLeft() }
        return id
    }
}

/// All vaults have failed, so there is nobody to read for.
struct NobodyLeft: Error {}
