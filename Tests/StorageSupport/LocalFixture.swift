internal import Host
internal import LocalStorage
internal import Storage
internal import TestSupport

/// `LocalStorage` in a scratch folder.
package struct LocalFixture: StorageFixture {
    package let name = "local"

    package init() {}

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await withScratchFolder { scratch in
            let root = FilePath("\(scratch)/vault")
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("vault"))
            let lent = LentStorage(
                try LocalStorage(root: root), other: try LocalStorage(root: root),
                abandonPut: {
                    let id = String(UInt64.random(in: .min ... .max), radix: 16)
                    let name = try RelativePath(".holdfast-\(id).tmp")
                    _ = try Folder(at: root).openFile(name, for: .create(.ownerOnly))
                })
            try await body(lent)
        }
    }
}
