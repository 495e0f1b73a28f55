internal import Host
internal import SFTPStorage
internal import Storage

/// `SFTPStorage` on an OpenSSH server.
package struct SFTPFixture: StorageFixture {
    package let name = "sftp"

    package init() {}

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await SSHDaemon.with { daemon in
            let (storage, other) = (try daemon.open(), try daemon.open())
            let lent = LentStorage(
                storage, other: other,
                abandonPut: {
                    let id = String(UInt64.random(in: .min ... .max), radix: 16)
                    let name = try RelativePath(".holdfast-\(id).tmp")
                    _ = try Folder(at: FilePath(daemon.root))
                        .openFile(name, for: .create(.ownerOnly))
                })
            try await body(lent)
            await storage.close()
            await other.close()
        }
    }
}
