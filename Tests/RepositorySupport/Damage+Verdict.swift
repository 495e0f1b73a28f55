/// What the real restic says about each damage, and what it costs.
extension Damage {
    package typealias Version = UpstreamRestic.Version

    /// What `check` says; nil where it finds nothing wrong.
    package func structureComplaint(_ version: Version) -> String? {
        switch self {
        case .flippedData, .flippedHeader, .flippedHeaderLength, .misplacedPack: nil
        case .emptyPack: "unexpected file size: got 0,"
        default: contentComplaint(version)
        }
    }

    /// What `check --read-data` says; nil where it finds nothing wrong.
    package func contentComplaint(_ version: Version) -> String? {
        switch self {
        // What is there twice, or for nothing, is said and forgiven.
        case .none, .duplicateBlobs, .packInTwoIndexes, .foreignFiles, .foreignPack: nil
        case .missingDataPack, .missingTreePack: "does not exist"
        case .emptyPack, .truncatedPack: "unexpected file size"
        case .flippedData, .flippedHeader, .flippedHeaderLength:
            version == .v014 ? "Pack ID does not match" : "unexpected pack id"
        case .flippedTree: "ciphertext verification failed"
        case .misplacedPack: "no such file or directory"
        case .flippedIndex, .truncatedIndex, .foreignIndex: "error loading index"
        case .missingIndex, .missingIndexes: "not found in repository"
        case .flippedSnapshot, .foreignSnapshot: "invalid data returned"
        case .flippedKey:
            version == .v014 ? "wrong password or no key found" : "invalid data returned"
        case .missingKey: "wrong password or no key found"
        case .flippedConfig: "is damaged: ciphertext verification failed"
        case .missingConfig: "unable to open config file"
        // 0.14 only warns.
        case .foreignLock: version == .v014 ? nil : "invalid lock file"
        }
    }

    /// Files of the newer snapshot whose content nobody can get back, whatever he repairs.
    package var lost: Set<String> {
        switch self {
        case .missingDataPack, .missingTreePack, .flippedTree: Set(SampleRepository.documents)
        case .emptyPack: Set(SampleRepository.pictures)
        case .truncatedPack, .flippedData: ["pictures/big"]
        case .flippedKey, .missingKey, .flippedConfig, .missingConfig:
            Set(SampleRepository.files)
        default: []
        }
    }

    /// What may or may not be readable, as blobs happen to lie.
    package var perhapsLost: Set<String> {
        self == .truncatedPack ? ["pictures/small"] : []
    }

    /// What restic gives back of the newer snapshot before anything is repaired.
    package enum Restore: Sendable {
        /// All but what is lost.
        case whatIsLeft
        /// Less, and it says so.
        case less
    }

    package func restore(_ version: Version) -> Restore {
        switch self {
        case .flippedIndex, .truncatedIndex, .foreignIndex, .missingIndex, .missingIndexes,
            .misplacedPack:
            .less
        // 0.14 reads a pack's part in one go, and gives all of it up.
        case .truncatedPack: version == .v014 ? .less : .whatIsLeft
        case .foreignLock: version == .v014 ? .whatIsLeft : .less
        default: .whatIsLeft
        }
    }

    /// 0.14 asks ten times for what is not there, for three quarters of a minute, and each time
    /// anew, and both ask for a lock until it can be read: too long to look at in every run.
    package func isSlow(_ version: Version) -> Bool {
        switch self {
        case .missingDataPack, .missingTreePack, .emptyPack, .truncatedPack, .misplacedPack:
            version == .v014
        case .foreignLock: true
        default: false
        }
    }
}
