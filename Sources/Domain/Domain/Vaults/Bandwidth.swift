package import Values

/// How fast data may go, in bytes a second; nil for as fast as it goes.
package struct Bandwidth: Hashable, Sendable {
    package var upload: ByteCount?
    package var download: ByteCount?

    package init(upload: ByteCount? = nil, download: ByteCount? = nil) {
        self.upload = upload
        self.download = download
    }

    /// Nil where it holds nothing back.
    package var ifAny: Bandwidth? { self == .unbounded ? nil : self }

    package static let unbounded = Bandwidth()
}
