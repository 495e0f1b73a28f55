package import Engine
internal import Values

extension ArchiveVault {
    /// Copies snapshots to another archive vault. Parts and index go as they lie here: nothing is
    /// decrypted, and whoever reads them here reads them there. The manifest names the other vault
    /// and the signature is new, so that only who signs for their source can copy them. What is
    /// there already is passed over, so an interrupted copy is finished by the same call.
    ///
    /// - Parameters:
    ///   - target: Opened to write for the source of these snapshots.
    ///   - fence: Asked before each snapshot can be seen; when it throws, no more of them can.
    /// - Throws: What befalls either vault; what befalls a single snapshot is in the report.
    package func copy(
        _ snapshots: [SnapshotID], to target: ArchiveVault,
        fence: @escaping @Sendable () async throws -> Void = {}, _ progress: RunProgress
    ) async throws -> CopyReport {
        var report = CopyReport()
        for id in snapshots {
            try Task.checkCancellation()
            progress.update { $0.current = "snapshot \(id)" }
            do {
                let copy = try SnapshotCopy(
                    of: try await snapshot(id), from: self, to: target, fence, progress)
                let sent = try await copy.run()
                report.blobs += sent.map { $0.objects } ?? 0
                report.size = report.size + (sent?.size ?? ByteCount(0))
                report.lines.append(
                    CopyReport.Line(
                        snapshot: id, time: copy.snapshot.manifest.started,
                        outcome: sent == nil ? .isThere(id) : .copied(id)))
                progress.update { $0.entries += 1 }
            } catch let error as EngineError where error.isAboutOneSnapshot {
                report.lines.append(
                    CopyReport.Line(snapshot: id, time: nil, outcome: .failed(error)))
            } catch {
                throw EngineError(error, at: target.place)
            }
        }
        return report
    }
}

extension EngineError {
    /// Whether others can be copied all the same.
    fileprivate var isAboutOneSnapshot: Bool {
        isAboutContent || kind == .noSuchSnapshot
    }
}
