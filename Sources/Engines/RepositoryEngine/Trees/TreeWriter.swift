internal import Connector
internal import Values

/// Makes the text of one tree, byte for byte as restic makes it: whoever writes a folder that has
/// not changed gets the id that the last backup got (docs/formats/repository.md).
///
/// Nodes come in the order of their names' bytes. One writer serves one folder; `LocalZone` is
/// passed in because it remembers.
struct TreeWriter: Sendable {
    private static let head = Array(#"{"nodes":["#.utf8)
    private static let tail = Array("]}\n".utf8)

    private var text: [UInt8]
    private var lastName: [UInt8]?

    init() {
        text = Self.head
    }

    /// Bytes so far.
    var size: Int { text.count }

    /// - Precondition: Its name sorts behind the one before.
    mutating func append(_ node: TreeNode, _ zone: inout LocalZone) {
        if let lastName {
            precondition(
                lastName.lexicographicallyPrecedes(node.name), "names in a tree are ascending")
            text.append(UInt8(ascii: ","))
        }
        lastName = node.name
        NodeText.append(node, &zone, to: &text)
    }

    /// Appends a node as another tree has it. The same holds for its name.
    mutating func append(raw node: Span<UInt8>, name: [UInt8]) {
        if let lastName {
            precondition(lastName.lexicographicallyPrecedes(name), "names in a tree are ascending")
            text.append(UInt8(ascii: ","))
        }
        lastName = name
        text.append(node)
    }

    /// The whole tree.
    consuming func finish() -> [UInt8] {
        text.append(contentsOf: Self.tail)
        return text
    }
}
