internal import CShims

/// The C library's heap of this process.
package enum Heap {
    private static let largeBlock: Int32 = 1 << 20
    /// What a thread may keep of what it gave back: with the library's 128 KiB a restore asked the
    /// kernel for the same pages fifteen times over.
    private static let rest: Int32 = 4 << 20

    /// Has blocks of a mebibyte and more come from the kernel, and go back to it, one by one. Left
    /// to itself the library keeps room for the largest it has ever seen, for each thread: a backup
    /// then held a third more than it uses. For programs to call when they start.
    package static func returnLargeBlocks() {
        cshims_return_large_blocks(largeBlock, rest)
    }
}
