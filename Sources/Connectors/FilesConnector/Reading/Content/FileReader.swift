internal import Connector
internal import Glibc
internal import Host

/// Reads an open file from its start to its end, straight into the caller's room.
final class FileReader: ContentReader {
    /// What is made up when it is read is small, and some of it never ends.
    static let unsaidMax = 8 << 20

    let size: Int64
    let extents: [DataExtent]?

    private let file: FileDescriptor
    private let before: NodeStatus
    private let content: FileContent
    /// What is left of the piece of data being read.
    private var rest: Range<Int64>
    private var nextExtent = 0
    private var endedEarly = false
    /// The content of a file that says it is empty. Most such files are; those that the kernel and
    /// some mounted file systems make up while they are read are not, and their size is known when
    /// they have been read.
    private let unsaid: [UInt8]
    private var unsaidDone = 0

    init(
        _ file: consuming FileDescriptor, status: NodeStatus, of content: FileContent
    ) throws(EntryIssue) {
        unsaid = status.size == 0 ? try Self.readAll(file.raw, content.path) : []
        size = status.size == 0 ? Int64(min(unsaid.count, Self.unsaidMax)) : status.size
        extents = status.mayHaveHoles ? DataMap.extents(of: file.raw, size: status.size) : nil
        rest = extents == nil ? 0..<status.size : 0..<0
        before = status
        self.file = file
        self.content = content
    }

    func read(into room: inout OutputSpan<UInt8>) throws {
        ThreadRole.requireBlockingAllowed("FileReader.read")
        precondition(!room.isFull, "there has to be room for a byte")
        if unsaidDone < unsaid.count {
            let end = min(Int(size), unsaidDone + room.freeCapacity)
            for byte in unsaid[min(unsaidDone, end)..<end] { room.append(byte) }
            unsaidDone = end
            return
        }
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
        guard count >= 0 else { throw Self.issue(content.path, at: offset) }
        if count == 0 {
            endedEarly = true
            rest = 0..<0
            nextExtent = .max
        } else {
            rest = (offset + Int64(count))..<rest.upperBound
        }
    }

    private static func readAll(
        _ raw: Int32, _ path: EntryPath
    ) throws(EntryIssue) -> [UInt8] {
        var found: [UInt8] = []
        var piece = [UInt8](repeating: 0, count: pieceSize)
        while found.count <= unsaidMax {
            // From where it is: there are such files that know no places.
            let count = unsafe piece.withUnsafeMutableBytes { piece in
                var count: Int
                repeat {
                    count = unsafe Glibc.read(raw, piece.baseAddress, piece.count)
                } while count < 0 && errno == EINTR
                return count
            }
            guard count >= 0 else { throw issue(path, at: Int64(found.count)) }
            if count == 0 { break }
            found += piece[..<count]
        }
        return found
    }

    /// Little, since nearly always there is nothing.
    private static let pieceSize = 4096

    private static func issue(_ path: EntryPath, at offset: Int64) -> EntryIssue {
        let error = SystemError.last("read")
        return EntryIssue(
            .unreadable, path,
            "could not read \(EntryIssue.shown(path.bytes)) at byte \(offset): \(error.reason)")
    }

    /// Whether there is something behind what was announced, as in files whose size somebody else
    /// makes up.
    private var goesOn: Bool {
        guard unsaid.isEmpty, before.size > 0 else { return unsaid.count > Self.unsaidMax }
        var byte: UInt8 = 0
        return unsafe pread(file.raw, &byte, 1, off_t(before.size)) > 0
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
        if after.size > before.size || goesOn { return .torn(.grew) }
        if after.modified != before.modified { return .torn(.changed) }
        if after.changed != before.changed { return outcomeOfOtherChange(after) }
        return .whole
    }

    /// Size and time are what they were, and something else is new. Another mode, owner or number
    /// of names, or another name, says why; without that it was written to and its time set back.
    private func outcomeOfOtherChange(_ after: NodeStatus) -> ContentOutcome {
        guard after.permissions == before.permissions, after.user == before.user,
            after.group == before.group, after.linkCount == before.linkCount
        else { return .whole }
        do throws(SystemError) {
            return try content.currentPlace() == before.place ? .torn(.changed) : .whole
        } catch {
            // It has no name any more; what was read is still what it was.
            return .whole
        }
    }
}
