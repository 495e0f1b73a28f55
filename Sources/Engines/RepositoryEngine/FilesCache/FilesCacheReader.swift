internal import Connector
internal import Cryptography
internal import Host
internal import Values

/// Reads a files cache from its start to its end, a block at a time. Whatever is not as it was
/// written ends it: files that are not found in it are read again, which costs time and nothing
/// else.
final class FilesCacheReader: KnownFiles {
    private let file: FileDescriptor
    private let path: FilePath
    private let end: Int64
    private var offset: Int64 = 0
    private var block: [UInt8] = []
    private var position = 0
    private var lastPath: [UInt8] = []

    /// nil when there is no cache, or not of that snapshot.
    init?(_ name: RelativePath, in folder: Folder, of snapshot: ObjectID) {
        do throws(FileError) {
            path = folder.path
            file = try folder.openFile(name, for: .read)
            let size = try file.status(path: path).size.bytes
            end = size - Int64(FilesCacheLayout.endSize)
            guard end >= 0,
                try file.read(at: end, count: FilesCacheLayout.endSize, path: path)
                    == FilesCacheLayout.end(snapshot)
            else { return nil }
            file.expectSequentialReading()
        } catch {
            return nil
        }
    }

    func next() -> KnownFile? {
        while true {
            if position < block.count {
                guard
                    let file = FilesCacheRecord.read(block.span, at: &position, after: lastPath)
                else { return stop() }
                lastPath = file.path.bytes
                return file
            }
            guard readBlock() else { return stop() }
        }
    }

    private func readBlock() -> Bool {
        do throws(FileError) {
            guard offset < end else { return false }
            let head = try file.read(at: offset, count: FilesCacheLayout.headSize, path: path)
            guard head.count == FilesCacheLayout.headSize else { return false }
            let count = (0..<4).reduce(0) { $0 | Int(head[$1]) << (8 * $1) }
            let start = offset + Int64(head.count)
            guard count > 0, count <= FilesCacheLayout.blockSizeMax, start + Int64(count) <= end
            else { return false }
            block = try file.read(at: start, count: count, path: path)
            let digest = SHA256.hash(block.span)
            guard head == FilesCacheLayout.head(of: count, digest) else { return false }
            offset = start + Int64(count)
            position = 0
            lastPath = []
            return true
        } catch {
            return false
        }
    }

    private func stop() -> KnownFile? {
        block = []
        position = 0
        offset = end
        return nil
    }
}
