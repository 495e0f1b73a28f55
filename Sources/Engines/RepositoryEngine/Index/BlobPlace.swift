/// Where a blob lies.
package struct BlobPlace: Hashable, Sendable {
    package let pack: ObjectID
    package let offset: Int
    /// Sealed.
    package let length: Int
    /// Of the plain content where it is compressed; 0 where it was sealed as it is.
    package let plainLength: Int

    package init(pack: ObjectID, offset: Int, length: Int, plainLength: Int) {
        self.pack = pack
        self.offset = offset
        self.length = length
        self.plainLength = plainLength
    }

    /// Of the content.
    package var contentLength: Int {
        plainLength > 0 ? plainLength : length - RepositorySealer.overhead
    }
}
