import RepositorySupport
import TestSupport
import Testing

/// `copy` and `rewrite` as people call them.
@Suite(.timeLimit(.minutes(10))) struct CopyCommandTests {
    private static let prelude = """
        export HOLDFAST_PASSWORD='\(LightIdentity.password)'
        from=--from=file:$scratch/repository

        """

    @Test(arguments: UpstreamRestic.Version.allCases)
    func snapshotsGoToARepositoryWithAnotherPassphrase(
        version: UpstreamRestic.Version
    ) async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            let outcome = try await Machine(scratch).run(
                Self.prelude + """
                    export HOLDFAST_TO_PASSWORD=other
                    to=--to=file:$scratch/copies
                    HOLDFAST_LIKE_PASSWORD="$HOLDFAST_PASSWORD" HOLDFAST_PASSWORD=other \
                        holdfast vault init file:$scratch/copies --format=repository \
                        --like=file:$scratch/repository >/dev/null
                    holdfast copy $from $to --dry-run
                    ls copies/snapshots 2>/dev/null | wc -l
                    holdfast copy \(sample.older.prefix(8)) $from $to | grep -c '^copied'
                    holdfast copy $from $to --json
                    holdfast copy $from $to | tail -n 3
                    code=0; HOLDFAST_TO_PASSWORD=wrong holdfast copy $from $to || code=$?
                    echo "wrong passphrase $code"
                    code=0; holdfast copy 00000000 $from $to || code=$?; echo "missing $code"
                    """)
            let text = outcome.text
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(text)")
            #expect(text.contains("would be copied: \(sample.newer.prefix(8))"), "\(text)")
            #expect(text.contains("would be copied.\n0\n1\n"), "\(text)")
            #expect(text.contains(#""outcome":"isThere""#), "\(text)")
            #expect(text.contains(#""cutsAlike":true"#), "\(text)")
            #expect(text.contains("is there: \(sample.newer.prefix(8))"), "\(text)")
            #expect(text.contains("0 blobs of 0 B copied.\nwrong"), "\(text)")
            #expect(text.contains("wrong passphrase 6\nmissing 5\n"), "\(text)")
            var restic = UpstreamRestic(version, "\(scratch)/copies")
            restic.password = "other"
            try await restic.requireSound()
            #expect(
                Set(try await restic.snapshots().compactMap(\.original))
                    == [sample.older, sample.newer])
            try await restic.restore(to: "\(scratch)/back")
            #expect(try sample.wholeFiles(in: "\(scratch)/back") == Set(SampleRepository.files))
            let summary = try await restic.backUp(
                ["docs", "pictures"], options: ["--force"], in: sample.source)
            #expect(summary.dataBlobs == 0)
        }
    }

    @Test func whatIsDamagedIsNotCopiedAndTold() async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(.v018, in: scratch)
            try await Damage.flippedData.apply(to: sample)
            let outcome = try await Machine(scratch).run(
                Self.prelude + """
                    holdfast vault init file:$scratch/copies --format=repository >/dev/null
                    code=0; holdfast copy $from --to=file:$scratch/copies || code=$?
                    echo "code $code"
                    """)
            #expect(outcome.text.contains("copied: \(sample.older.prefix(8))"), "\(outcome.text)")
            #expect(
                outcome.text.contains("not copied: \(sample.newer.prefix(8))"), "\(outcome.text)")
            #expect(outcome.text.contains("share nothing"), "\(outcome.text)")
            #expect(outcome.text.hasSuffix("code 3\n"), "\(outcome.text)")
            try await UpstreamRestic(.v018, "\(scratch)/copies").requireSound()
        }
    }

    @Test(arguments: UpstreamRestic.Version.allCases)
    func aPathLeavesEverySnapshotAndTheVault(version: UpstreamRestic.Version) async throws {
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            let outcome = try await Machine(scratch).run(
                Self.prelude + """
                    code=0; holdfast rewrite $from || code=$?; echo "nothing to leave out: $code"
                    holdfast rewrite --exclude=/pictures/big $from --dry-run
                    holdfast rewrite --exclude=/pictures/big $from --forget --json
                    du -sk repository/data | cut -f 1
                    holdfast prune $from --max-unused=0% >/dev/null
                    du -sk repository/data | cut -f 1
                    holdfast ls latest $from
                    holdfast check $from --read-data | tail -n 1
                    """)
            let text = outcome.text
            #expect(outcome.status == 0, "\(outcome.errorText)\n\(text)")
            #expect(text.contains("nothing to leave out: 2\n"), "\(text)")
            #expect(text.contains("unchanged: \(sample.older.prefix(8))"), "\(text)")
            #expect(text.contains("would lose 5.0 MiB in 1 file: "), "\(text)")
            #expect(text.contains(#""outcome":"rewritten""#), "\(text)")
            #expect(!text.contains("\npictures/big\n") && text.contains("\npictures/small\n"))
            #expect(text.contains("all is well"), "\(text)")
            let sizes = text.split(separator: "\n").compactMap { Int($0) }
            #expect(sizes.count == 2 && sizes[1] < sizes[0] - 5000, "\(text)")
            try await sample.restic.requireSound()
            #expect(try await sample.restic.snapshots().count == 2)
        }
    }
}
