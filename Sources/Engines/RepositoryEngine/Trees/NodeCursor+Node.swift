internal import Connector
internal import Values

extension NodeCursor {
    /// A node, from its opening brace to behind its closing one.
    mutating func node() throws(Failure) -> TreeNode {
        try expect("{")
        var draft = NodeDraft()
        if !skip("}") {
            repeat {
                let key = try rawText()
                try expect(":")
                try member(key, of: &draft)
            } while skip(",")
            try expect("}")
        }
        guard let kind = draft.kind else { throw failure("a node has no known type") }
        guard let name = GoUnquoting.name(draft.quotedName.span) else {
            throw failure("a name is not quoted as names are")
        }
        draft.node.name = name
        draft.node.kind = kind
        if let raw = draft.rawTarget { draft.node.target = raw }
        return draft.node
    }

    private mutating func member(
        _ key: Range<Int>, of draft: inout NodeDraft
    ) throws(Failure) {
        switch String(decoding: bytes[key], as: UTF8.self) {
        case "name": draft.quotedName = try text()
        case "type":
            let type = String(decoding: try text(), as: UTF8.self)
            guard let kind = TreeNode.Kind(rawValue: type) else {
                throw failure("there is no type \(type.prefix(20))")
            }
            draft.kind = kind
        case "mode": draft.node.mode = FileModeBits(bits: UInt32(truncatingIfNeeded: try number()))
        case "mtime": draft.node.modified = try moment()
        case "atime": draft.node.accessed = try moment()
        case "ctime": draft.node.changed = try moment()
        case "uid": draft.node.user.id = UInt32(truncatingIfNeeded: try number())
        case "gid": draft.node.group.id = UInt32(truncatingIfNeeded: try number())
        case "user": draft.node.user.name = try text()
        case "group": draft.node.group.name = try text()
        default: try laterMember(key, of: &draft)
        }
    }

    private mutating func laterMember(
        _ key: Range<Int>, of draft: inout NodeDraft
    ) throws(Failure) {
        switch String(decoding: bytes[key], as: UTF8.self) {
        case "inode": draft.node.inode = try number()
        case "device_id": draft.node.fileSystem = try number()
        case "size": draft.node.size = try number()
        case "links": draft.node.links = try number()
        case "linktarget": draft.node.target = try text()
        case "linktarget_raw": draft.rawTarget = try base64()
        case "extended_attributes": draft.node.attributes = try attributes()
        case "device": draft.node.device = try number()
        case "content": draft.node.content = try ids()
        case "subtree": draft.node.subtree = skipWord("null") ? nil : try id()
        default: try skipValue()
        }
    }

    private mutating func attributes() throws(Failure) -> [EntryMetadata.Attribute] {
        if skipWord("null") { return [] }
        var attributes: [EntryMetadata.Attribute] = []
        try expect("[")
        if skip("]") { return [] }
        repeat {
            var name: [UInt8] = []
            var value: [UInt8] = []
            try expect("{")
            repeat {
                let key = String(decoding: bytes[try rawText()], as: UTF8.self)
                try expect(":")
                switch key {
                case "name": name = try text()
                case "value": value = try base64()
                default: try skipValue()
                }
            } while skip(",")
            try expect("}")
            attributes.append(.init(name: name, value: value))
        } while skip(",")
        try expect("]")
        return attributes
    }
}

/// A node that is being read.
private struct NodeDraft {
    var quotedName: [UInt8] = []
    var kind: TreeNode.Kind?
    var rawTarget: [UInt8]?
    var node = TreeNode(
        name: [], kind: .file, mode: FileModeBits(bits: 0), modified: FileTime(seconds: 0))
}
