internal import CommandLine
internal import Connector
internal import JSON
internal import Values

extension Entry {
    /// As `ls -l` writes it.
    var longLine: String {
        let owner = metadata.user.shownName + " " + metadata.group.shownName
        let time = FileTimeText(metadata.modified).minute
        var line = "\(modeText) \(owner)  \(size)  \(time)  \(shown(path.bytes))"
        switch kind {
        case .link(let target): line += " -> \(shown(target))"
        case .hardLink(let first): line += " = \(shown(first.bytes))"
        default: break
        }
        return line
    }

    var json: JSON {
        var object = JSONObject()
        object["path"] = .string(shown(path.bytes))
        object["kind"] = .string(kind.word)
        object["mode"] = .string(String(metadata.permissions, radix: 8))
        object["user"] = JSON(metadata.user.id)
        object["group"] = JSON(metadata.group.id)
        object["modified"] = .string(FileTimeText(metadata.modified).full)
        if kind == .file { object["size"] = .integer(size) }
        if let digest { object["sha256"] = .string("\(digest)") }
        switch kind {
        case .link(let target): object["target"] = .string(shown(target))
        case .hardLink(let first): object["target"] = .string(shown(first.bytes))
        default: break
        }
        return .object(object)
    }

    private var modeText: String {
        let bits = metadata.permissions
        var text = String(kind.letter)
        for shift in [6, 3, 0] {
            text += bits >> shift & 4 != 0 ? "r" : "-"
            text += bits >> shift & 2 != 0 ? "w" : "-"
            let runs = bits >> shift & 1 != 0
            let special: (UInt16, Character, Character) =
                switch shift {
                case 6: (0o4000, "s", "S")
                case 3: (0o2000, "s", "S")
                default: (0o1000, "t", "T")
                }
            let isSpecial = bits & special.0 != 0
            text.append(isSpecial ? (runs ? special.1 : special.2) : (runs ? "x" : "-"))
        }
        return text
    }
}

extension EntryMetadata.Owner {
    fileprivate var shownName: String { name.isEmpty ? "\(id)" : shown(name) }
}

extension Entry.Kind {
    fileprivate var letter: Character {
        switch self {
        case .file, .hardLink: "-"
        case .folder: "d"
        case .link: "l"
        case .fifo: "p"
        case .socket: "s"
        case .characterDevice: "c"
        case .blockDevice: "b"
        }
    }

    fileprivate var word: String {
        switch self {
        case .file: "file"
        case .hardLink: "hardlink"
        case .folder: "folder"
        case .link: "link"
        case .fifo: "fifo"
        case .socket: "socket"
        case .characterDevice: "characterDevice"
        case .blockDevice: "blockDevice"
        }
    }
}
