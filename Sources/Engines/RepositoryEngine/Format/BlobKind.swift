/// What a blob is. Packs hold blobs of one kind.
package enum BlobKind: UInt8, Hashable, Sendable, CaseIterable {
    /// A piece of a file.
    case data = 0
    /// A folder's entries as JSON.
    case tree = 1

    /// As indexes write it.
    package var word: String {
        switch self {
        case .data: "data"
        case .tree: "tree"
        }
    }
}
