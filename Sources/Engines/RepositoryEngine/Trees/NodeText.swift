internal import Connector
internal import Values

/// One node as JSON, with its members in the order and under the rules of the format.
enum NodeText {
    static func append(_ node: TreeNode, _ zone: inout LocalZone, to text: inout [UInt8]) {
        add(#"{"name":"#, to: &text)
        GoQuoting.appendName(node.name.span, to: &text)
        add(#","type":""#, to: &text)
        text.append(contentsOf: node.kind.rawValue.utf8)
        add("\"", to: &text)
        add(#","mode":"#, UInt64(node.mode.bits), to: &text)
        add(#","mtime":"#, to: &text)
        GoTime.append(node.modified, &zone, to: &text)
        add(#","atime":"#, to: &text)
        GoTime.append(node.accessed, &zone, to: &text)
        add(#","ctime":"#, to: &text)
        GoTime.append(node.changed, &zone, to: &text)
        appendOwners(node, to: &text)
        add(#","inode":"#, node.inode, to: &text)
        add(#","device_id":"#, node.fileSystem, to: &text)
        add(#","size":"#, node.size, to: &text)
        add(#","links":"#, node.links, to: &text)
        appendTarget(node.target, to: &text)
        appendAttributes(node.attributes, to: &text)
        add(#","device":"#, node.device, to: &text)
        appendContent(node, to: &text)
        if let subtree = node.subtree {
            add(#","subtree":""#, to: &text)
            subtree.appendHex(to: &text)
            add("\"", to: &text)
        }
        add("}", to: &text)
    }

    private static func appendOwners(_ node: TreeNode, to text: inout [UInt8]) {
        add(#","uid":"#, to: &text)
        append(UInt64(node.user.id), to: &text)
        add(#","gid":"#, to: &text)
        append(UInt64(node.group.id), to: &text)
        if !node.user.name.isEmpty {
            add(#","user":"#, to: &text)
            GoQuoting.appendText(node.user.name.span, to: &text)
        }
        if !node.group.name.isEmpty {
            add(#","group":"#, to: &text)
            GoQuoting.appendText(node.group.name.span, to: &text)
        }
    }

    private static func appendTarget(_ target: [UInt8], to text: inout [UInt8]) {
        guard !target.isEmpty else { return }
        add(#","linktarget":"#, to: &text)
        GoQuoting.appendText(target.span, to: &text)
        guard !ScalarReader.isUTF8(target.span) else { return }
        add(#","linktarget_raw":""#, to: &text)
        text.append(contentsOf: Base64.standard.encode(target).utf8)
        add("\"", to: &text)
    }

    private static func appendAttributes(
        _ attributes: [EntryMetadata.Attribute], to text: inout [UInt8]
    ) {
        guard !attributes.isEmpty else { return }
        add(#","extended_attributes":["#, to: &text)
        for (index, attribute) in attributes.enumerated() {
            add(index == 0 ? #"{"name":"# : #",{"name":"#, to: &text)
            GoQuoting.appendText(attribute.name.span, to: &text)
            add(#","value":""#, to: &text)
            text.append(contentsOf: Base64.standard.encode(attribute.value).utf8)
            add(#""}"#, to: &text)
        }
        add("]", to: &text)
    }

    private static func appendContent(_ node: TreeNode, to text: inout [UInt8]) {
        guard node.kind == .file else { return add(#","content":null"#, to: &text) }
        add(#","content":["#, to: &text)
        for (index, id) in node.content.enumerated() {
            add(index == 0 ? "\"" : ",\"", to: &text)
            id.appendHex(to: &text)
            add("\"", to: &text)
        }
        add("]", to: &text)
    }

    /// A member that is left out when it is 0.
    private static func add(_ key: StaticString, _ value: UInt64, to text: inout [UInt8]) {
        guard value != 0 else { return }
        add(key, to: &text)
        append(value, to: &text)
    }

    private static func add(_ piece: StaticString, to text: inout [UInt8]) {
        piece.withUTF8Buffer { unsafe text.append(contentsOf: $0) }
    }

    private static func append(_ value: UInt64, to text: inout [UInt8]) {
        var scale: UInt64 = 1
        while value / scale >= 10 { scale *= 10 }
        while scale > 0 {
            text.append(UInt8(ascii: "0") + UInt8(truncatingIfNeeded: value / scale % 10))
            scale /= 10
        }
    }
}
