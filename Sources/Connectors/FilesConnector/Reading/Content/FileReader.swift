internal import Connector
internal import Glibc
internal import Host

/// Reads an open file from its start to its end, straight into the caller's room.
final class FileReader: ContentReader {
    let size: Int64
    let extents: [DataExtent]?

    private let file: FileDescriptor
    private let before: NodeStatus
    private let content: FileContent
    /// What is left of the piece of data being read.
    private var rest: Range<Int64>
    private var nextExtent = 0
    private var endedEarly = false

    init(_ file: consuming FileDescriptor, status: NodeStatus, of content: FileContent) {
        size = status.size
        extents = status.mayHaveHoles ? DataMap.extents(of: file.raw, size: status.size) : nil
        rest = extents == nil ? 0..<status.size : 0..<0
        before = status
        self.file = file
        self.content = content
    }

    func read(into room: inout OutputSpan<UInt8>) throws {
        ThreadRole.requireBlockingAllowed("FileReader.read")
        precondition(!room.isFull, "there has to be room for a byte")
        if rest.isEmpty, !advance() { return }
        let raw = file.raw
        let (offset, wanted) = (rest.lowerBound, rest.count)
        let count = unsafe room.withUnsafeMutableBufferPointer { buffer, filled in
            let free = unsafe UnsafeMutableRawBufferPointer(
                rebasing: UnsafeMutableRawBufferPointer(buffer)[filled...].prefix(wanted))
            var count: Int
            repeat {
                count = unsafe pread(raw, free.baseAddress, free.count, off_t(offset))
            } while count < 0 && errno == EINTR
            filled += max(0, count)
            return count
        }
        guard count >= 0 else {
            let error = SystemError.last("read")
            throw EntryIssue(
                .unreadable, content.path,
                "could not read \(EntryIssue.shown(content.path.bytes)) at byte \(offset): "
                    + error.reason)
        }
        if count == 0 {
            endedEarly = true
            rest = 0..<0
            nextExtent = .max
        } else {
            rest = (offset + Int64(count))..<rest.upperBound
        }
    }

    /// To the next piece of data; false at the end.
    private func advance() -> Bool {
        guard let extents, nextExtent < extents.count else { return false }
        rest = extents[nextExtent].offset..<extents[nextExtent].end
        nextExtent += 1
        return true
    }

    func finish() throws -> ContentOutcome {
        ThreadRole.requireBlockingAllowed("FileReader.finish")
        let after: NodeStatus
        do throws(SystemError) {
            after = try NodeCalls.status(of: file.raw)
        } catch {
            throw EntryIssue("look again at", path: content.path.bytes, error)
        }
        if before.place != content.place { return .torn(.replaced) }
        if after.size < before.size || endedEarly { return .torn(.shrank) }
        if after.size > before.size { return .torn(.grew) }
        if after.modified != before.modified { return .torn(.changed) }
        if after.changed != before.changed { return outcomeOfOtherChange() }
        return .whole
    }

    /// Something is new that needs not be the content: the name, the mode, a time that was set
    /// back.
    private func outcomeOfOtherChange() -> ContentOutcome {
        do throws(SystemError) {
            return .torn(try content.currentPlace() == before.place ? .changed : .replaced)
        } catch {
            // It has no name any more; what was read is still what it was.
            return .whole
        }
    }
}
