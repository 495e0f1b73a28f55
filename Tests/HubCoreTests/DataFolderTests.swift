import Cryptography
import Host
import HubCore
import TestSupport
import Testing
import Values

@Suite struct DataFolderTests {
    @Test func aMissingFolderIsMadeForTheOwnerAlone() async throws {
        try await withScratchFolder { scratch in
            let data = try DataFolder(at: FilePath("\(scratch)/a/b/data"))
            #expect(try data.folder.status().mode.rawValue & 0o777 == 0o700)
            _ = try MasterKeyring.open(in: data, clock: .system)
            let key = try data.folder.status(of: RelativePath("master.key"))
            #expect(key.mode.rawValue & 0o777 == 0o600)
        }
    }

    @Test func twoHubsCannotShareOne() async throws {
        try await withScratchFolder { scratch in
            let first = try DataFolder(at: FilePath("\(scratch)/data"))
            let error = #expect(throws: FileError.self) {
                try DataFolder(at: FilePath("\(scratch)/data"))
            }
            guard case .inUse = error?.kind else { throw Unexpected() }
            withExtendedLifetime(first) {}
        }
    }

    @Test func aFolderOpenToOthersOrFullOfOtherFilesIsRefused() async throws {
        try await withScratchFolder { scratch in
            let folder = try Folder(at: FilePath(scratch))
            try folder.makeFolder(RelativePath("open"), mode: FileMode(rawValue: 0o750))
            try folder.makeFolder(RelativePath("foreign"))
            try DurableFile.create(FilePath("\(scratch)/foreign/thesis.tex"), with: [1])
            for name in ["open", "foreign"] {
                let error = #expect(throws: HubError.self) {
                    try DataFolder(at: FilePath("\(scratch)/\(name)"))
                }
                #expect(error?.kind == .dataFolder)
            }
        }
    }

    @Test func theKeyIsKeptAndADamagedOrLostOneIsNeverReplaced() async throws {
        try await withScratchFolder { scratch in
            let data = try DataFolder(at: FilePath("\(scratch)/data"))
            let keyring = try MasterKeyring.open(in: data, clock: .system)
            #expect(try MasterKeyring.open(in: data, clock: .system) == keyring)

            let whole = try DurableFile.read(data.masterKeyPath, limit: .kibibytes(64))
            for damaged in [Array(whole.dropLast(9)), [], whole.map { $0 ^ 1 }] {
                try DurableFile.replace(data.masterKeyPath, with: damaged)
                let error = #expect(throws: HubError.self) {
                    try MasterKeyring.open(in: data, clock: .system)
                }
                #expect(error?.kind == .masterKey)
                #expect(
                    try DurableFile.read(data.masterKeyPath, limit: .kibibytes(64)) == damaged)
            }
            try data.folder.remove(RelativePath("master.key"))
            try DurableFile.create(data.storePath, with: [1])
            let error = #expect(throws: HubError.self) {
                try MasterKeyring.open(in: data, clock: .system)
            }
            #expect(error?.kind == .masterKey)
        }
    }
}
