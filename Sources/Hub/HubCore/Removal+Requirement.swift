internal import Store

extension Removal {
    /// Throws `notFound` for what was not there, and `InUseError` with those that need it.
    func require(_ thing: String) throws {
        switch self {
        case .removed: break
        case .used(let users): throw InUseError(users)
        case .absent: throw StoreError.notFound(thing)
        }
    }
}
