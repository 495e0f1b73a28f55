internal import Connector
internal import Synchronization

/// The first names of files that have several, for as long as others are still to come. It grows
/// with those files alone.
final class HardLinkTable: Sendable {
    private struct Links {
        let first: EntryPath
        var outstanding: UInt64
    }

    private let links = Mutex<[NodePlace: Links]>([:])

    var count: Int { links.withLock { $0.count } }

    /// The name under which the file came before, nil when this is the first.
    func firstName(of status: NodeStatus, path: EntryPath) -> EntryPath? {
        links.withLock { links in
            guard let known = links[status.place] else {
                links[status.place] = Links(first: path, outstanding: status.linkCount - 1)
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
