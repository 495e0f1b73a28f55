internal import Connector
package import Engine
internal import Host
internal import JSON
package import Values

/// A repository that the restic of this machine reads and writes for us.
///
/// Each call is a process of its own, which opens the repository anew. What restic's messages do
/// not say is not known here: an entry of a listing has no attributes and no target, and a restored
/// one no hard links and no device numbers.
package struct ResticVault: Vault {
    /// As the repository calls itself: 64 hexadecimal digits.
    package let id: String
    let process: ResticProcess

    /// - Throws: `.noVault`, `.wrongKey` and everything else that keeps restic from reading it.
    package static func open(_ process: ResticProcess) async throws -> ResticVault {
        let (output, end) = try await process.answer(["cat", "config", "--no-lock"])
        try end.requireSuccess("open \(process.place)")
        let config: JSON
        do throws(JSONError) {
            config = try JSON(parsing: output)
        } catch {
            throw Self.unexpected("its config", process)
        }
        guard let id = config["id"]?.text, id.utf8.count == 64, Hex.decode(id.utf8) != nil,
            let version = config["version"]?.wholeNumber
        else { throw Self.unexpected("its config", process) }
        guard version <= 2 else {
            throw EngineError(
                .tooNew,
                "the repository at \(process.place) has version \(version), which is later "
                    + "than any that is known here")
        }
        return ResticVault(id: id, process: process)
    }

    /// Makes a repository of version 2 where none is.
    package static func create(_ process: ResticProcess) async throws -> ResticVault {
        let end = try await process.run(["init", "--repository-version=2"])
        try end.requireSuccess("make a repository at \(process.place)")
        return try await open(process)
    }

    package var format: VaultFormat { .repository }
    package var place: String { process.place.description }
    package var ownName: String { id }
    package var listsAll: Bool { false }

    /// restic does not say.
    package func space() async throws -> (free: ByteCount, total: ByteCount?)? { nil }

    package func close() async {}

    static func unexpected(_ what: String, _ process: ResticProcess) -> EngineError {
        EngineError(
            .local, "restic \(process.program.version) did not say \(what) as it should")
    }

    // MARK: Snapshots

    package func snapshots() async throws -> SnapshotList {
        try await snapshots(["snapshots", "--json", "--no-lock"])
    }

    /// The snapshot of a run, if it is there already.
    func snapshot(of run: UUID) async throws -> Snapshot? {
        let tag = SystemString("--tag=\(OwnTag.run.of(run))")
        return try await snapshots(["snapshots", "--json", "--no-lock", tag]).snapshots.last
    }

    private func snapshots(_ arguments: [SystemString]) async throws -> SnapshotList {
        let (output, end) = try await process.answer(arguments)
        try end.requireSuccess("list the snapshots at \(place)")
        let rows: JSON
        do throws(JSONError) {
            rows = try JSON(parsing: output)
        } catch {
            throw Self.unexpected("the snapshots", process)
        }
        guard case .array(let rows) = rows else { throw Self.unexpected("the snapshots", process) }
        var list = SnapshotList()
        for row in rows {
            guard let snapshot = Snapshot(resticRow: row) else {
                throw Self.unexpected("a snapshot", process)
            }
            list.snapshots.append(snapshot)
        }
        list.snapshots.sort { ($0.time, $0.id) < ($1.time, $1.id) }
        list.damaged = end.words.compactMap(DamagedSnapshot.init(resticWarning:))
        return list
    }
}
