package import Connector

/// The content of a file as it lies in memory, or the way in which it fails.
package struct MemoryContent: EntryContent {
    package enum Ending: Sendable {
        case whole, torn
        /// Nothing comes after half of it.
        case unreadable
        /// The run ends there.
        case broken
        /// All of it comes, and is not what it has to be.
        case forged
    }

    package struct Broken: Error {}

    package let data: [UInt8]
    package let size: Int64
    package let extents: [DataExtent]?
    package let ending: Ending
    private let meanwhile: (@Sendable () -> Void)?

    /// - Parameters:
    ///   - size: With holes; as much as there is data where nothing is said.
    ///   - meanwhile: Called each time that more is wanted than the first bytes.
    package init(
        _ data: [UInt8], size: Int64? = nil, extents: [DataExtent]? = nil,
        ending: Ending = .whole, meanwhile: (@Sendable () -> Void)? = nil
    ) {
        self.data = data
        self.size = size ?? Int64(data.count)
        self.extents = extents
        self.ending = ending
        self.meanwhile = meanwhile
    }

    package init(_ text: String) {
        self.init(Array(text.utf8))
    }

    package func open() throws -> any ContentReader { Reader(self) }

    private final class Reader: ContentReader {
        let content: MemoryContent
        var offset = 0

        init(_ content: MemoryContent) {
            self.content = content
        }

        var size: Int64 { content.size }
        var extents: [DataExtent]? { content.extents }

        func read(into room: inout OutputSpan<UInt8>) throws {
            let half = content.data.count / 2
            if offset >= half, content.ending == .unreadable {
                throw EntryIssue(.unreadable, path: [], "the part is damaged")
            }
            if offset >= half, content.ending == .broken { throw Broken() }
            if offset > 0 { content.meanwhile?() }
            let end = min(content.data.count, offset + min(room.freeCapacity, max(half, 1)))
            for byte in content.data[offset..<end] { room.append(byte) }
            offset = end
        }

        func leaveProof() -> ContentProof? {
            guard content.ending == .forged else { return nil }
            return ContentProof { _ in throw Broken() }
        }

        func finish() throws -> ContentOutcome {
            content.ending == .torn ? .torn(.changed) : .whole
        }
    }
}
