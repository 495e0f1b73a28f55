package import Engine
internal import Values

/// Goes through the text of one tree, node by node: ours, or of any other writer of the format.
/// Members that are not known are passed over.
package struct TreeReader: Sendable {
    private let text: [UInt8]
    private var position = 0
    private var isInside = false
    private var lastName: [UInt8]?
    /// Where the last node is in the text, for whoever keeps it as it is.
    package private(set) var range = 0..<0

    package init(_ text: [UInt8]) {
        self.text = text
    }

    /// nil after the last.
    /// - Throws: `.damaged` for what is no tree, or has names that are not ascending or lead
    ///   elsewhere.
    package mutating func next() throws(EngineError) -> TreeNode? {
        var cursor = NodeCursor(text, at: position)
        do throws(NodeCursor.Failure) {
            guard try isInside ? cursor.skip(",") : begin(&cursor) else {
                try end(&cursor)
                return nil
            }
            let start = cursor.position
            let node = try cursor.node()
            range = start..<cursor.position
            position = cursor.position
            try accept(node.name)
            return node
        } catch {
            throw .damaged("a tree is damaged at byte \(error.position): \(error.reason)")
        }
    }

    private mutating func begin(
        _ cursor: inout NodeCursor
    ) throws(NodeCursor.Failure) -> Bool {
        try cursor.expect("{")
        guard try cursor.text() == Array("nodes".utf8) else {
            throw cursor.failure("it has no nodes")
        }
        try cursor.expect(":")
        isInside = true
        // A folder with nothing in it has been written both ways.
        if cursor.skipWord("null") { return false }
        try cursor.expect("[")
        return !cursor.isNext("]")
    }

    private mutating func end(_ cursor: inout NodeCursor) throws(NodeCursor.Failure) {
        _ = cursor.skip("]")
        while cursor.skip(",") {
            _ = try cursor.text()
            try cursor.expect(":")
            try cursor.skipValue()
        }
        try cursor.expect("}")
        guard cursor.isAtEnd else { throw cursor.failure("something follows its end") }
        position = text.count
    }

    private mutating func accept(_ name: [UInt8]) throws(NodeCursor.Failure) {
        let cursor = NodeCursor(text, at: range.lowerBound)
        guard !name.isEmpty, !name.elementsEqual(".".utf8), !name.elementsEqual("..".utf8),
            !name.contains(UInt8(ascii: "/")), !name.contains(0)
        else { throw cursor.failure("a name in it is none") }
        if let lastName, !lastName.lexicographicallyPrecedes(name) {
            throw cursor.failure("its names are not ascending")
        }
        lastName = name
    }
}
