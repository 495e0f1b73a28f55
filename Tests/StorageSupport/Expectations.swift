package import Storage
package import Testing

/// Expects `body` to fail with a `StorageError` of this kind, and hands it on for a closer look.
@discardableResult
package func expectStorageError(
    _ kind: StorageError.Kind, _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async -> StorageError? {
    do {
        try await body()
        Issue.record("nothing was thrown, but \(kind) was expected", sourceLocation: location)
    } catch let error as StorageError {
        #expect(error.kind == kind, "\(error)", sourceLocation: location)
        return error
    } catch {
        Issue.record(error, sourceLocation: location)
    }
    return nil
}

extension Storage {
    /// The whole object, for tests.
    package func content(_ name: ObjectName, _ range: Range<Int64>? = nil) async throws -> [UInt8] {
        try await get(name, range).collect(limit: 1 << 28)
    }

    /// The names below a folder in the order of names.
    package func names(below folder: ObjectName? = nil) async throws -> [String] {
        try await listAll(folder).map(\.name.text)
    }
}
