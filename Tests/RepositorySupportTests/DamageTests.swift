import RepositorySupport
import TestSupport
import Testing

/// The damaged repositories are damaged as they claim: the real restic is the judge. What our own
/// check says is held against the same table.
@Suite struct DamageTests {
    private static let cases = UpstreamRestic.Version.allCases.flatMap { version in
        Damage.allCases.map { (version, $0) }
    }

    @Test(.timeLimit(.minutes(10)), arguments: cases)
    func resticSaysWhatTheTableSays(version: UpstreamRestic.Version, damage: Damage) async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            try await sample.restic.requireSound()
            try await damage.apply(to: sample)
            if damage.isSlow(version), !isFullLength {
                // The check of the structure asks once, unless a tree is missing.
                guard damage != .missingTreePack, damage != .foreignLock else { return }
                return try await expect(
                    damage.structureComplaint(version), of: ["check"], sample.restic)
            }
            try await expect(damage.structureComplaint(version), of: ["check"], sample.restic)
            try await expect(
                damage.contentComplaint(version), of: ["check", "--read-data"], sample.restic)
            try await expectRestore(of: sample, damage, to: "\(scratch)/restored")
        }
    }

    private func expect(
        _ complaint: String?, of arguments: [String], _ restic: UpstreamRestic
    ) async throws {
        let outcome = try await restic.run(arguments)
        if let complaint {
            #expect(outcome.code != 0)
            #expect(outcome.said.contains(complaint), "it said: \(outcome.said)")
        } else {
            #expect(outcome.code == 0, "it said: \(outcome.said)")
            #expect(outcome.said.contains("no errors were found"), "it said: \(outcome.said)")
        }
    }

    private func expectRestore(
        of sample: SampleRepository, _ damage: Damage, to target: String
    ) async throws {
        let outcome = try await sample.restic.run(["restore", sample.newer, "--target", target])
        let whole = try sample.wholeFiles(in: target)
        let lost = Set(SampleRepository.files).subtracting(whole)
        switch damage.restore(sample.restic.version) {
        case .whatIsLeft:
            #expect(
                lost.subtracting(damage.perhapsLost) == damage.lost.subtracting(damage.perhapsLost))
            #expect((outcome.code == 0) == lost.isEmpty, "it said: \(outcome.said)")
        case .less:
            // How much more hangs on which of its workers comes first.
            #expect(lost.isSuperset(of: damage.lost), "it said: \(outcome.said)")
            #expect(outcome.code != 0)
        }
    }
}
