internal import Synchronization
package import Values

/// A place that keeps objects: a folder, a bucket, a server. Everything of a vault goes through
/// here, and nothing here knows what the objects mean.
///
/// What every location promises, and the contract suite holds it to:
/// - **Atomic.** A reader sees a whole object or none. A `put` that fails or dies leaves no object
///   under its name, or the one that was there; leftovers under other names are swept by `sweep`.
/// - **Durable.** When `put` and `delete` return, the location has said that it is so; a local
///   folder has synchronised the file and the folder that names it.
/// - **Idempotent.** A `put` with `.replace` and a `delete` may be repeated after any failure.
/// - **Own root only.** No name reaches outside the location's root, and links in it are not
///   followed.
/// - **One or the other.** A name below that of an object is refused, or kept beside it, as buckets
///   do, which have no folders; whoever uses locations has no such names.
/// - **Errors** are `StorageError`, whose disposition says whether the same call may succeed later;
///   no method retries on its own: that is `RetryingStorage`'s work. Cancelling the task ends the
///   call soon with `.cancelled`.
///
/// Any number of calls may run at once; each implementation bounds what it sends at a time.
package protocol Storage: Sendable {
    /// For people and logs, as the URL without anything secret.
    var place: String { get }
    var traits: StorageTraits { get }

    /// Stores an object. The body is opened once at most; exactly `body.length` bytes must come
    /// when it says one, and a body that throws stores nothing.
    /// - Throws: What the body threw, as it is. `.alreadyExists` under `.create` when the name is
    ///   taken, as exactly as the traits promise; `.full` before damage is done; `.cutShort` for a
    ///   body that ends early, `.unexpected` for one that goes on; `.unsupported` for a body
    ///   without a length where the traits say so.
    func put(_ name: ObjectName, _ body: ObjectBody, _ rule: PutRule) async throws

    /// Opens an object, or the part of it in `range`, which may be empty. Exactly these bytes come;
    /// an object that ends earlier throws `.cutShort`, here or from the reader. The reader gives
    /// one object from its start to its end, also when it is replaced meanwhile, or it throws.
    /// - Throws: `.notFound`, here and not from the reader. A folder is no object.
    func get(_ name: ObjectName, _ range: Range<Int64>?) async throws -> any ObjectReader

    /// nil when there is none.
    func head(_ name: ObjectName) async throws -> ObjectInfo?

    /// Every object below the folder, nil for all, in batches of any size and in any order, each
    /// object that was there all along exactly once. A folder that does not exist is empty.
    func list(
        _ folder: ObjectName?, _ take: @Sendable ([ObjectInfo]) async throws -> Void
    ) async throws

    /// Removes an object; one that is not there is a success.
    func delete(_ name: ObjectName) async throws

    /// nil where the location cannot tell.
    func space() async throws -> StorageSpace?

    /// Removes what interrupted puts of ours left behind before `moment`. Never an object.
    /// - Returns: How many it were.
    func sweep(before moment: Timestamp) async throws -> Int

    /// Ends connections. No call may follow.
    func close() async
}

extension Storage {
    package func put(_ name: ObjectName, _ content: [UInt8], _ rule: PutRule) async throws {
        try await put(name, .bytes(content), rule)
    }

    package func get(_ name: ObjectName, limit: Int) async throws -> [UInt8] {
        try await get(name, nil).collect(limit: limit)
    }

    /// Everything below the folder in the order of names, for folders known to be small.
    package func listAll(_ folder: ObjectName?) async throws -> [ObjectInfo] {
        let found = ObjectList()
        try await list(folder) { found.append($0) }
        return found.sorted
    }

    /// Bytes of everything below the folder, nil for all there is: counted by listing it.
    package func size(of folder: ObjectName? = nil) async throws -> ByteCount {
        let sum = Mutex<Int64>(0)
        try await list(folder) { batch in
            let bytes = batch.reduce(Int64(0)) { $0.saturating(adding: $1.size) }
            sum.withLock { $0 = $0.saturating(adding: bytes) }
        }
        return ByteCount(sum.withLock(\.self))
    }
}
