/// A blob in a pack: what the header of the pack says of it.
package struct PackEntry: Hashable, Sendable {
    package let id: BlobID
    package let kind: BlobKind
    /// In the pack.
    package let offset: Int
    /// Sealed.
    package let length: Int
    /// Of the plain content where it is compressed; 0 where it was sealed as it is.
    package let plainLength: Int

    package init(id: BlobID, kind: BlobKind, offset: Int, length: Int, plainLength: Int) {
        self.id = id
        self.kind = kind
        self.offset = offset
        self.length = length
        self.plainLength = plainLength
    }

    /// Of the content.
    package var contentLength: Int {
        plainLength > 0 ? plainLength : length - RepositorySealer.overhead
    }
}
