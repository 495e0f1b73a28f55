package import Values

/// Files that are whole after a crash: the old content or the new, never a mixture.
///
/// New content goes to a temporary file in the same folder, which is brought to the disk, renamed
/// and followed by the folder itself. Every method blocks.
package enum DurableFile {
    /// Writes `bytes` under `path`, replacing what was there.
    ///
    /// When it throws, the old content is still there, unless the kind is `.notDurable` and names
    /// the folder: then the new content is visible and may be lost with the power.
    package static func replace(
        _ path: FilePath, with bytes: [UInt8], mode: FileMode = .ownerOnly
    ) throws(FileError) {
        try write(bytes, to: path, mode: mode, replacement: .allowed)
    }

    /// Writes `bytes` under `path` unless that exists: then `.alreadyExists`, and it is untouched.
    package static func create(
        _ path: FilePath, with bytes: [UInt8], mode: FileMode = .ownerOnly
    ) throws(FileError) {
        try write(bytes, to: path, mode: mode, replacement: .refused)
    }

    /// The whole content, or `.tooLarge` as soon as it is more than `limit`.
    package static func read(_ path: FilePath, limit: ByteCount) throws(FileError) -> [UInt8] {
        try Folder(at: path.parent).read(name(of: path), limit: limit)
    }

    private static func write(
        _ bytes: [UInt8], to path: FilePath, mode: FileMode, replacement: Folder.Replacement
    ) throws(FileError) {
        let name = try name(of: path)
        var draft = try FileDraft(in: Folder(at: path.parent), mode: mode)
        try unsafe draft.write(bytes.span.bytes)
        try draft.commit(as: name, replacement: replacement)
    }

    private static func name(of path: FilePath) throws(FileError) -> RelativePath {
        try RelativePath(bytes: path.name.bytes)
    }
}
