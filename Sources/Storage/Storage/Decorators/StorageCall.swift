/// What is asked of a location, for counting, reporting and injecting faults.
package enum StorageCall: String, Hashable, Sendable, CaseIterable {
    case put, get, head, list, delete, space, sweep
}
