internal import CShims
internal import Glibc

extension Folder {
    /// A folder deeper than this is first moved to the top, so that a tree of any depth needs no
    /// more open descriptors than this.
    private static let removalDepthMax = 64
    /// How often a folder is emptied again that somebody fills meanwhile.
    private static let emptyingsMax = 16

    /// Removes whatever has this name with all that is in it; links are removed, never followed.
    /// What is missing already is no error, and folders of ours whose mode forbids it are emptied
    /// all the same.
    package func removeTree(_ name: RelativePath) throws(FileError) {
        let top: Folder
        do {
            top = try name.parent.map { parent throws(FileError) in try folder(parent) } ?? self
        } catch  where error.kind == .notFound {
            return
        }
        var pending = [RelativePath(entry: name.name)]
        while let next = pending.popLast() {
            try top.removeBranch(next, depth: 0, top: top, pending: &pending)
        }
    }

    private func removeBranch(
        _ name: RelativePath, depth: Int, top: Folder, pending: inout [RelativePath]
    ) throws(FileError) {
        var isForbidden = false
        for _ in 0..<Self.emptyingsMax {
            if try removeUnlessFull(name) { return }
            if depth == Self.removalDepthMax {
                let newName = FileDraft.freshName()
                try move(name, to: top, as: newName)
                return pending.append(newName)
            }
            do {
                try folder(name).empty(depth: depth + 1, top: top, pending: &pending)
            } catch  where error.kind == .notFound || error.kind == .notAFolder {
                // Somebody has put something else in its place: look again.
            } catch  where error.kind == .denied && !isForbidden {
                isForbidden = true
                try allowAll(name, or: error)
            }
        }
        throw FileError(
            .notEmpty, "could not remove \(full(name)): it is being filled",
            path: full(name).description)
    }

    /// Gives the owner of a folder every right to it, or throws what stood in the way before.
    private func allowAll(_ name: RelativePath, or denial: FileError) throws(FileError) {
        try unsafe inParent(of: name) { (parent, last) throws(FileError) in
            let mode = FileMode.ownerOnlyFolder.rawValue
            guard unsafe fchmodat(parent, last, mode, AT_SYMLINK_NOFOLLOW) == 0 else {
                throw denial
            }
        }
    }

    private func empty(
        depth: Int, top: Folder, pending: inout [RelativePath]
    ) throws(FileError) {
        var reader = try entries()
        while let batch = try reader.next() {
            for entry in batch {
                try removeBranch(
                    RelativePath(entry: entry.name), depth: depth, top: top, pending: &pending)
            }
        }
    }

    /// Whether it is gone now; false for a folder with something in it.
    private func removeUnlessFull(_ name: RelativePath) throws(FileError) -> Bool {
        do {
            try remove(name)
            return true
        } catch  where error.kind == .notFound {
            return true
        } catch  where error.kind == .notEmpty || error.kind == .alreadyExists {
            return false
        }
    }

    private func move(
        _ name: RelativePath, to other: Folder, as newName: RelativePath
    ) throws(FileError) {
        try unsafe name.string.withCString { old throws(FileError) in
            try unsafe newName.string.withCString { new throws(FileError) in
                _ = try unsafe FileError.check(
                    "move", full(name),
                    cshims_rename_new(descriptor.raw, old, other.descriptor.raw, new))
            }
        }
        if DiskWatch.isOn { DiskWatch.tell(.renamed(full(name), to: other.full(newName))) }
    }
}
