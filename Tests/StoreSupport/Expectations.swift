package import Domain
package import Store
package import Testing

/// Expects `body` to be refused for this reason.
package func expectRefusal(
    _ refusal: Refusal, _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    await expectStoreError(.refused(refusal), location, body)
}

/// Expects `body` to fail with a `StoreError` of this kind.
package func expectStoreError(
    _ kind: StoreError.Kind, _ location: SourceLocation = #_sourceLocation,
    _ body: () async throws -> Void
) async {
    do {
        try await body()
        Issue.record("nothing was thrown, but \(kind) was expected", sourceLocation: location)
    } catch let error as StoreError {
        #expect(error.kind == kind, sourceLocation: location)
    } catch {
        Issue.record(error, sourceLocation: location)
    }
}
