package import Values

/// What a location knows of an object without reading it.
package struct ObjectInfo: Hashable, Sendable {
    package let name: ObjectName
    package let size: Int64
    /// When it was written, by the location's clock; nil where the location does not say.
    package let modified: Timestamp?

    package init(name: ObjectName, size: Int64, modified: Timestamp? = nil) {
        self.name = name
        self.size = size
        self.modified = modified
    }
}

/// Room at a location, as far as it can tell.
package struct StorageSpace: Hashable, Sendable {
    package let free: ByteCount
    package let total: ByteCount?

    package init(free: ByteCount, total: ByteCount?) {
        self.free = free
        self.total = total
    }
}
