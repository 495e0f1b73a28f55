internal import AgentProtocol
internal import Values

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
        let bytes: [UInt8]
        if text.utf8.first == Self.mark {
            bytes = Base64.url.decode(String(text.dropFirst())) ?? []
        } else {
            bytes = Array(text.utf8)
        }
        self.init(FileName(bytes.contains(0) ? [] : bytes))
    }

    private static let mark = UInt8(ascii: "~")

    /// Without a slash before it.
    var bytes: [UInt8] { Array(names.map(\.bytes).joined(separator: CollectionOfOne(UInt8(ascii: "/")))) }

    var isRoot: Bool { names.isEmpty }

    /// What people see.
    var shown: String { "/" + names.map(\.text).joined(separator: "/") }

    /// Whether its text says it exactly.
    var isText: Bool { shown.dropFirst().utf8.elementsEqual(bytes) }

    /// For an address.
    var text: String {
        let text = String(shown.dropFirst())
        return isText && text.utf8.first != Self.mark ? text : "~" + Base64.url.encode(bytes)
    }

    func appending(_ name: FileName) -> EntryPath { EntryPath(names + [name]) }

    var parent: EntryPath { EntryPath(Array(names.dropLast())) }

    /// From the root to it, each with its name.
    var crumbs: [(name: String, path: EntryPath)] {
        names.indices.map { (names[$0].text, EntryPath(Array(names[...$0]))) }
    }
}
