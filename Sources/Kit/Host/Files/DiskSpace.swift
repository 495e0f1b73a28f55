internal import CShims
package import Values

/// How much room a file system has for this process.
package struct DiskSpace: Hashable, Sendable {
    package let free: ByteCount
    package let total: ByteCount
    /// How many more files and folders; nil where the file system sets no limit.
    package let freeNodes: UInt64?

    /// Of the file system that holds `path`.
    package init(of path: FilePath) throws(FileError) {
        ThreadRole.requireBlockingAllowed("DiskSpace.init")
        var space = cshims_space()
        try unsafe path.string.withCString { name throws(FileError) in
            _ = try unsafe FileError.check(
                "ask for the free space of", path, cshims_space_of(name, &space))
        }
        free = ByteCount(space.free_bytes)
        total = ByteCount(space.total_bytes)
        freeNodes = space.total_inodes == 0 ? nil : space.free_inodes
    }
}
