import Connector
import Cryptography
import Engine
import Host
import LocalStorage
import Storage
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// A machine with a source, its keys, and vaults in a scratch folder.
struct ArchiveFixture {
    static let run = UUID(high: 0x019A_8F3C_0B7E_7C3A, low: 0x9F61_2D4E_5A6B_7C8D)
    static let scope = ArchiveScope(
        tenant: UUID(high: 0x019A_8F3C_0000_7000, low: 0x8000_0000_0000_0001),
        source: UUID(high: 0x019A_8F3C_0000_7000, low: 0x8000_0000_0000_0002))
    static let started = Timestamp(seconds: 1_763_700_000)

    let folder: String
    let identity: AgeIdentity
    var keys: ArchiveKeys
    var settings: ArchiveEngine.Settings

    init(in folder: String, seed: UInt8 = 1) throws {
        self.folder = folder
        let text = try readFileOrMake("\(folder)/identity.txt") {
            AgeIdentity.random().encoded.withBytes { [UInt8](copying: $0) }
        }
        identity = try AgeIdentity(Secret(copying: text.span))
        let seed = [UInt8](repeating: seed, count: SigningKey.seedSize)
        keys = ArchiveKeys(
            recipients: [NamedRecipient(name: name("main"), recipient: identity.recipient)],
            identities: [identity], signing: SigningKey(seed: Secret(copying: seed.span)))
        settings = ArchiveEngine.Settings(
            stateFolder: FilePath("\(folder)/state"), program: "holdfast test")
    }

    var engine: ArchiveEngine { ArchiveEngine(settings) }
    var layout: SnapshotLayout { Self.scope.snapshot(Self.run) }

    /// Makes a vault where there is none, and opens it.
    func vault(
        _ storage: any Storage, number: UInt64 = 1, encryption: VaultEncryption = .age,
        partSize: Int64 = 1 << 20
    ) async throws -> ArchiveVault {
        let id = UUID(high: 0x019A_8F3C_0000_7000, low: 0x9000_0000_0000_0000 + number)
        var keys = keys
        if encryption == .none { keys.recipients = [] }
        if try await storage.head(ArchiveLayout.marker) == nil {
            try await ArchiveVault.create(
                at: storage,
                NewVault(
                    id: id, created: Self.started, encryption: encryption,
                    recipients: keys.recipients ?? [], partSize: partSize))
        }
        return try await ArchiveVault.open(
            at: storage, expecting: id, keys: keys, scope: Self.scope)
    }

    /// A vault in a folder of the scratch folder.
    func localVault(
        _ name: String = "vault", number: UInt64 = 1, encryption: VaultEncryption = .age
    ) async throws -> ArchiveVault {
        let path = "\(folder)/\(name)"
        _ = try await blocking { try shell("mkdir -p '\(path)'") }
        let storage = try LocalStorage(root: FilePath(path), reserve: .none)
        return try await vault(storage, number: number, encryption: encryption)
    }

    func job(
        _ source: any Connector, policy: IssuePolicy = .skip, run: UUID = Self.run,
        terms: String = ""
    ) -> BackupJob {
        BackupJob(
            run: run, source: source,
            details: SnapshotDetails(hostName: "example", paths: ["/tree"], tags: ["a"]),
            issuePolicy: policy, terms: terms, started: Self.started)
    }

    @discardableResult
    func backup(
        _ source: any Connector, to vaults: [ArchiveVault], policy: IssuePolicy = .skip
    ) async throws -> BackupReport {
        try await engine.backup(job(source, policy: policy), to: vaults, RunProgress())
    }
}

func name(_ text: String) -> KeyName {
    guard let name = KeyName(text) else { preconditionFailure("\(text) is no name") }
    return name
}

private func readFileOrMake(_ path: String, _ make: () -> [UInt8]) throws -> [UInt8] {
    if let bytes = try? readFile(path) { return bytes }
    let bytes = make()
    try writeFile(bytes, to: path)
    return bytes
}

extension BackupReport {
    /// The snapshots that were stored; a failure is recorded as an issue of the test.
    func requireStored(_ location: SourceLocation = #_sourceLocation) -> [Snapshot] {
        outcomes.compactMap { outcome in
            switch outcome.verdict {
            case .stored(let snapshot): return snapshot
            case .failed(let error):
                Issue.record("\(outcome.vault): \(error)", sourceLocation: location)
                return nil
            }
        }
    }
}
