/// A folder that a walk is in, or about to go into.
final class WalkFrame {
    let folder: FolderHandle
    /// Of `folder`, while it is the innermost one.
    var descriptor: Int32
    /// Of the path of the folder itself.
    let pathLength: Int
    /// What was asked for by name at this folder and below.
    let branch: RootTree.Branch?
    /// Whether the folder is at or below a root; else only `branch` is followed.
    let isTaken: Bool
    /// The file system of the root.
    let boundary: UInt64
    var scope: IgnoreScope?
    var listing = FolderListing()
    /// Of the next name.
    var position = 0

    init(
        _ folder: FolderHandle, descriptor: Int32, pathLength: Int, branch: RootTree.Branch?,
        isTaken: Bool, boundary: UInt64, scope: IgnoreScope?
    ) {
        self.folder = folder
        self.descriptor = descriptor
        self.pathLength = pathLength
        self.branch = branch
        self.isTaken = isTaken
        self.boundary = boundary
        self.scope = scope
    }
}

/// Something that a walk came by.
struct WalkNode {
    let status: NodeStatus
    /// Whether the status is of the name itself or of what a link there leads to.
    let links: NodeCalls.Links
}
