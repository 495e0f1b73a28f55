internal import Cryptography
internal import HTTPStorage
internal import Host
internal import RESTStorage
package import Storage
internal import Synchronization
internal import TestSupport

/// `RESTStorage` on rclone's server, with the suite's names dealt out to a repository's.
package struct RESTFixture: StorageFixture {
    package let name = "rest-rclone"
    /// It writes into the very file that readers see.
    package let hidesPutsUnderWay = false
    package let replacesInOneStep = false

    package init() {}

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        try await Self.withServer { url, _ async throws in
            let names = RepositoryNames()
            let make = {
                RenamedStorage(
                    RESTStorage(url: url, access: .tester, loop: TestServer.loop), names)
            }
            let (storage, other) = (make(), make())
            try await body(LentStorage(storage, other: other))
            await storage.close()
            await other.close()
        }
    }

    /// The body gets the address of a repository that is not there yet, and its folder.
    package static func withServer(
        _ options: [String] = [], _ body: (String, String) async throws -> Void
    ) async throws {
        try await withScratchFolder { scratch in
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("data"))
            try await TestServer.withRclone(
                "restic",
                ["--user", TestServer.user, "--pass", TestServer.password] + options,
                folder: "\(scratch)/data", scratch: scratch
            ) { url in
                try await body("\(url)/repository/", "\(scratch)/data/repository")
            }
        }
    }
}

/// Which name of a repository stands for which name of a test.
package final class RepositoryNames: Sendable {
    private let plain = Mutex<[ObjectName: ObjectName]>([:])

    package init() {}

    func repositoryName(of name: ObjectName) throws -> ObjectName {
        let id = SHA256.hash(Array(name.text.utf8)).description
        let mapped = try ObjectName("data/\(id.prefix(2))/\(id)")
        plain.withLock { $0[mapped] = name }
        return mapped
    }

    func name(of mapped: ObjectName) -> ObjectName? { plain.withLock { $0[mapped] } }
}

/// A location that knows only a repository's names, for tests that have others.
package struct RenamedStorage: ForwardingStorage {
    package let base: any Storage
    private let names: RepositoryNames

    package init(_ base: any Storage, _ names: RepositoryNames) {
        self.base = base
        self.names = names
    }

    package func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws {
        try await naming(name) { try await base.put($0, body, rule) }
    }

    package func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader {
        try await naming(name) { try await base.get($0, range) }
    }

    package func head(_ name: ObjectName) async throws -> ObjectInfo? {
        try await naming(name) { try await base.head($0) }.map {
            ObjectInfo(name: name, size: $0.size, modified: $0.modified)
        }
    }

    package func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws {
        try await base.list(nil) { [names] batch in
            let found = batch.compactMap { info in
                names.name(of: info.name).map {
                    ObjectInfo(name: $0, size: info.size, modified: info.modified)
                }
            }
            try await take(found.filter { info in folder.map(info.name.isBelow) ?? true })
        }
    }

    package func delete(_ name: ObjectName) async throws {
        try await naming(name) { try await base.delete($0) }
    }

    private func naming<Result>(
        _ name: ObjectName, _ call: (ObjectName) async throws -> Result
    ) async throws -> Result {
        do {
            return try await call(names.repositoryName(of: name))
        } catch let error as StorageError where error.object != nil {
            throw StorageError(error.kind, error.message, object: name)
        }
    }
}
