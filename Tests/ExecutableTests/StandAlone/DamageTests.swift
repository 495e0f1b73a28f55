import Host
import RepositorySupport
import TestSupport
import Testing

/// Every damage that the real restic was asked about (`Damage`), and what ours says and does: check
/// names it and the files it touches, restore gives back what can be had, and a drill does not pass
/// where anything is missing.
@Suite(.timeLimit(.minutes(20))) struct DamageTests {
    private static let cases = UpstreamRestic.Version.allCases.flatMap { version in
        Damage.allCases.map { (version, $0) }
    }

    @Test(arguments: cases)
    func damageIsNamedAndWhatIsLeftIsRestored(
        version: UpstreamRestic.Version, damage: Damage
    ) async throws {
        // A lock that cannot be read is asked for again, for half a minute each time.
        guard damage != .foreignLock || isFullLength else { return }
        try await withScratchFolder { scratch in
            let sample = try await SampleRepository.make(version, in: scratch)
            let subject = try await damage.subject(in: sample)
            try await damage.apply(to: sample)
            let outcome = try await Machine(scratch).run(
                """
                export HOLDFAST_PASSWORD='\(LightIdentity.password)'
                from=--from=file:$scratch/repository
                mkdir out
                before=$(cd repository; find . -type f | LC_ALL=C sort | xargs sha256sum)
                set +e
                holdfast check $from > structure 2>&1; echo "structure $?"
                holdfast check --read-data $from > content 2>&1; echo "content $?"
                holdfast check --read-data-subset=100% $from > subset 2>&1; echo "subset $?"
                holdfast restore \(sample.newer.prefix(12)) --target=out $from > restore 2>&1
                echo "restore $?"
                holdfast drill \(sample.newer.prefix(12)) $from > drill 2>&1; echo "drill $?"
                after=$(cd repository; find . -type f | LC_ALL=C sort | xargs sha256sum)
                [ "$before" = "$after" ] && echo "nothing changed"
                """)
            let codes = outcome.text
            func said(_ name: String) throws -> String {
                String(decoding: try readFile("\(scratch)/\(name)"), as: UTF8.self)
            }
            #expect(codes.contains("nothing changed"), "\(codes)")
            for (name, isSeen) in [
                ("structure", damage.isSeenByStructure), ("content", damage.isSeen),
                ("subset", damage.isSeen),
            ] {
                let text = try said(name)
                #expect(codes.contains("\(name) \(isSeen ? 9 : 0)\n"), "\(text)")
                guard isSeen else {
                    #expect(text.contains("all is well"), "\(text)")
                    continue
                }
                #expect(text.contains(subject), "\(name) does not name \(subject): \(text)")
                for path in damage.namedPaths {
                    #expect(text.contains("    \(path)\n"), "\(name) lacks \(path): \(text)")
                }
            }
            let (restore, drill) = (try said("restore"), try said("drill"))
            let whole = try sample.wholeFiles(in: "\(scratch)/out")
            let lost = Set(SampleRepository.files).subtracting(whole)
            #expect(
                lost.subtracting(damage.perhapsLost)
                    == damage.lostByUs.subtracting(damage.perhapsLost), "\(restore)")
            #expect(codes.contains("restore \(damage.restoreCode)\n"), "\(restore)")
            #expect(codes.contains("drill \(damage.drillCode)\n"), "\(drill)")
            if !damage.lostByUs.isEmpty || damage.needsSpareIndex {
                #expect(restore.contains(subject) || damage.isToldByPath, "\(restore)")
            }
        }
    }
}

extension Damage {
    /// What a message has to name: an object or a blob by its id.
    fileprivate func subject(in sample: SampleRepository) async throws -> String {
        let zeros = String(repeating: "0", count: 8)
        switch self {
        case .missingDataPack: return try await sample.place(of: "docs/1.txt").pack
        case .missingTreePack, .flippedTree: return try await sample.place(of: "docs").pack
        case .emptyPack, .truncatedPack, .flippedData, .flippedHeader, .flippedHeaderLength,
            .misplacedPack:
            return try await sample.place(of: "pictures/big").pack
        case .flippedIndex, .truncatedIndex:
            return try await sample.place(of: "docs/1.txt").index
        case .missingIndex, .missingIndexes: return "repair index"
        case .flippedSnapshot: return String(sample.older.prefix(8))
        case .flippedKey, .missingKey: return "key"
        case .flippedConfig, .missingConfig: return "config"
        case .foreignIndex, .foreignSnapshot, .foreignLock: return zeros
        case .none, .duplicateBlobs, .packInTwoIndexes, .foreignFiles, .foreignPack: return ""
        }
    }

    fileprivate var isSeen: Bool {
        switch self {
        case .none, .duplicateBlobs, .packInTwoIndexes, .foreignFiles, .foreignPack: false
        default: true
        }
    }

    fileprivate var isSeenByStructure: Bool {
        switch self {
        case .flippedData, .flippedHeader, .flippedHeaderLength: false
        default: isSeen
        }
    }

    /// The repository is not opened at all.
    private var isClosed: Bool {
        switch self {
        case .flippedKey, .missingKey, .flippedConfig, .missingConfig: true
        default: false
        }
    }

    /// By what check says of the files of the newer snapshot, whatever the reason.
    fileprivate var namedPaths: Set<String> {
        switch self {
        case .missingTreePack, .flippedTree: ["docs"]
        case .missingDataPack: Set(SampleRepository.documents)
        case .emptyPack, .misplacedPack: Set(SampleRepository.pictures)
        case .truncatedPack, .flippedData: ["pictures/big"]
        default: []
        }
    }

    fileprivate var lostByUs: Set<String> {
        self == .misplacedPack ? Set(SampleRepository.pictures) : lost
    }

    /// What a damaged index does not tell is found in the packs.
    fileprivate var needsSpareIndex: Bool {
        switch self {
        case .flippedIndex, .truncatedIndex, .missingIndex, .missingIndexes, .foreignIndex: true
        default: false
        }
    }

    /// The restore tells of the files and of the blobs in the packs.
    fileprivate var isToldByPath: Bool { self == .missingTreePack || self == .truncatedPack }

    fileprivate var restoreCode: Int {
        if isClosed { return 9 }
        return lostByUs.isEmpty && !needsSpareIndex ? 0 : 3
    }

    fileprivate var drillCode: Int {
        switch self {
        case _ where isClosed: 9
        // Everything comes back; what a repair goes by does not.
        case .flippedHeader, .flippedHeaderLength, .flippedIndex, .truncatedIndex, .foreignIndex:
            12
        default: lostByUs.isEmpty ? 0 : 12
        }
    }
}
