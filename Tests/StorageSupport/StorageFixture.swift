package import Storage
internal import TestSupport
package import Testing

/// A kind of location that the contract suite is run over. A new one is a type that conforms, and
/// one line in `StorageFixtures.all`.
package protocol StorageFixture: Sendable, CustomTestStringConvertible {
    /// Unique; a test that runs in a process of its own finds the fixture by it.
    var name: String { get }
    /// Whether objects are kept in the memory of the process that stores them.
    var keepsObjectsInMemory: Bool { get }
    /// Whether the server shows an object only when all of it has come. One that does not cannot
    /// keep the port's first promise, whatever we do; docs/user names those.
    var hidesPutsUnderWay: Bool { get }
    /// Whether the server never shows a moment without an object that is being replaced, and takes
    /// two writers of one name at once.
    var replacesInOneStep: Bool { get }
    /// Whether the server stands several clients. One that does not answers some of them with a
    /// failure that passes, so its clients try again, as the product has them do everywhere.
    var servesManyAtOnce: Bool { get }
    /// Whether deleting a name below that of an object leaves the object alone. Whoever uses
    /// locations has no such names; docs/user names the servers that do not.
    var keepsObjectsAbove: Bool { get }

    /// Lends an empty location, and removes it afterwards.
    func withStorage(_ body: (LentStorage) async throws -> Void) async throws
}

extension StorageFixture {
    package var keepsObjectsInMemory: Bool { false }
    package var hidesPutsUnderWay: Bool { true }
    package var replacesInOneStep: Bool { true }
    package var servesManyAtOnce: Bool { true }
    package var keepsObjectsAbove: Bool { true }
    package var testDescription: String { name }
}

/// An empty location, lent to one test.
package struct LentStorage: Sendable {
    package let storage: any Storage
    /// A second client of the same location, with connections of its own where it has any.
    package let other: any Storage
    /// Leaves behind what a writer leaves that is killed in the middle of a put; nil for locations
    /// where nothing can stay.
    package let abandonPut: (@Sendable () async throws -> Void)?

    /// - Parameter tryingAgain: What fails in a way that may pass.
    package init(
        _ storage: any Storage, other: any Storage, tryingAgain: Bool = false,
        abandonPut: (@Sendable () async throws -> Void)? = nil
    ) {
        self.storage = tryingAgain ? Self.patient(storage) : storage
        self.other = tryingAgain ? Self.patient(other) : other
        self.abandonPut = abandonPut
    }
}

extension LentStorage {
    private static func patient(_ storage: any Storage) -> any Storage {
        let policy = RetryPolicy(
            firstDelay: .milliseconds(50), delayMax: .milliseconds(500), patience: .seconds(10))
        return RetryingStorage(storage, policy: policy)
    }
}

/// Every implementation of `Storage`; the contract suite runs over all of them.
package enum StorageFixtures {
    package static let all: [any StorageFixture] =
        [
            MemoryFixture(), LocalFixture(), SFTPFixture(), VaultServerFixture.full,
            VaultServerFixture.append,
        ] + DecoratedFixture.all
        + (isFullLength ? onTheWeb : [])

    /// Real servers of HTTP, which take minutes and break some promises themselves: at full length
    /// only. Each location's own tests run against them always.
    private static let onTheWeb: [any StorageFixture] = [
        WebDAVFixture(.wsgidav),
        WebDAVFixture(.rclone),
        WebDAVFixture(.nginx),
        S3Fixture(.rclone),
        S3Fixture(.moto),
        RESTFixture(),
    ]

    package static func named(_ name: String) -> (any StorageFixture)? {
        all.first { $0.name == name }
    }
}

/// `MemoryStorage`.
package struct MemoryFixture: StorageFixture {
    package let name = "memory"
    package let keepsObjectsInMemory = true

    package init() {}

    package func withStorage(_ body: (LentStorage) async throws -> Void) async throws {
        let storage = MemoryStorage()
        try await body(
            LentStorage(storage, other: storage, abandonPut: { storage.abandonPut() }))
    }
}
