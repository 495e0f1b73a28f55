internal import Connector
internal import Synchronization
internal import Values

/// The first names of files that have several, for as long as others are still to come. It grows
/// with those files alone.
final class HardLinkTable: Sendable {
    private struct Links {
        let first: EntryPath
        let nature: Nature
        var outstanding: UInt64
    }

    /// What tells a file from another that got its number when it was gone: when it was born or,
    /// where a file system does not know that, how it was left.
    private enum Nature: Equatable {
        case born(FileTime)
        case left(size: Int64, modified: FileTime)

        init(_ status: NodeStatus) {
            self =
                status.born.map(Nature.born)
                ?? .left(size: status.size, modified: status.modified)
        }
    }

    private let links = Mutex<[NodePlace: Links]>([:])

    var count: Int { links.withLock { $0.count } }

    /// The name under which the file came before, nil when this is the first.
    func firstName(of status: NodeStatus, path: EntryPath) -> EntryPath? {
        let nature = Nature(status)
        return links.withLock { links in
            guard let known = links[status.place], known.nature == nature else {
                links[status.place] = Links(
                    first: path, nature: nature, outstanding: status.linkCount - 1)
                return nil
            }
            links[status.place]?.outstanding -= 1
            if known.outstanding <= 1 { links[status.place] = nil }
            return known.first
        }
    }

    /// Under its first name the file could not be read: its next name is to be a file again.
    func forget(_ place: NodePlace) {
        links.withLock { $0[place] = nil }
    }
}
