package import Store

extension Sequence {
    /// Does this with each of what belongs to many: what fails for one is thrown when all others
    /// had their turn, and keeps nobody from it.
    ///
    /// Where the store itself is not there, nothing more is tried.
    package func forEachAnyway(
        _ body: (Element) async throws -> Void
    ) async throws {
        var first: (any Error)?
        for element in self {
            do {
                try await body(element)
            } catch let error as CancellationError {
                throw error
            } catch let error as StoreError where error.isOfTheStore {
                throw error
            } catch {
                first = first ?? error
            }
        }
        if let first { throw first }
    }
}

extension StoreError {
    /// Whether it says something of the store as a whole, and not of what the call was about.
    package var isOfTheStore: Bool {
        switch kind {
        case .busy, .unavailable, .timeout, .outcomeUnknown, .io, .corrupt, .newerSchema, .full,
            .readOnly, .permission:
            true
        case .notFound, .refused, .constraint, .alreadyExists, .misuse: false
        }
    }
}
