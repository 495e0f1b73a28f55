internal import AgentProtocol
internal import Domain

/// A path in a snapshot as it stands in an address: its text, or its bytes where they are none.
struct EntryPath: Hashable, Sendable {
    let names: [FileName]

    init(_ names: [FileName] = []) {
        self.names = names
    }

    /// What an entry's whole path is made of.
    init(_ path: FileName) {
        names = path.bytes.split(separator: UInt8(ascii: "/")).map { FileName(Array($0)) }
    }

    /// From an address; what is no path there is the root.
    init(_ text: String) {
        self.init(FileName(SnapshotPath.bytes(of: text) ?? []))
    }

    /// Without a slash before it.
    var bytes: [UInt8] { Array(names.map(\.bytes).joined(separator: "/".utf8)) }

    var isRoot: Bool { names.isEmpty }

    /// What people see.
    var shown: String { "/" + names.map(\.text).joined(separator: "/") }

    /// For an address, a form and an order.
    var text: String { SnapshotPath.text(of: bytes) }

    func appending(_ name: FileName) -> EntryPath { EntryPath(names + [name]) }

    var parent: EntryPath { EntryPath(Array(names.dropLast())) }

    /// From the root to it, each with its name.
    var crumbs: [(name: String, path: EntryPath)] {
        names.indices.map { (names[$0].text, EntryPath(Array(names[...$0]))) }
    }
}
