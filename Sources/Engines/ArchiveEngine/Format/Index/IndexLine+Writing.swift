internal import Connector
internal import Cryptography
internal import Engine
internal import Values

// Bytes by hand: a tree of values for each of a million lines would cost more than the compression
// of what they are about.

extension IndexLine {
    /// Appends the line with its line end.
    package func append(to bytes: inout [UInt8]) {
        switch self {
        case .details(let details): Self.append(details, to: &bytes)
        case .entry(let record): record.append(to: &bytes)
        case .part(let frames): Self.append(frames, to: &bytes)
        case .end(let end):
            bytes.append("{\"end\":true,\"entries\":")
            bytes.append(decimal: end.entries)
            bytes.append(",\"tar\":")
            bytes.append(decimal: end.tar)
            bytes.append(",\"parts\":")
            bytes.append(decimal: Int64(end.parts))
            bytes.append("}\n")
        }
    }

    private static func append(_ details: SnapshotDetails, to bytes: inout [UInt8]) {
        bytes.append("{\"holdfast\":\"entries\",\"version\":1,\"host\":")
        bytes.append(json: Array(details.hostName.utf8))
        bytes.append(",\"paths\":")
        append(details.paths, to: &bytes)
        bytes.append(",\"tags\":")
        append(details.tags, to: &bytes)
        bytes.append("}\n")
    }

    private static func append(_ texts: [String], to bytes: inout [UInt8]) {
        bytes.append("[")
        for (index, text) in texts.enumerated() {
            if index > 0 { bytes.append(",") }
            bytes.append(json: Array(text.utf8))
        }
        bytes.append("]")
    }

    private static func append(_ part: PartFrames, to bytes: inout [UInt8]) {
        bytes.append("{\"part\":")
        bytes.append(decimal: Int64(part.part.number))
        bytes.append(",\"frames\":[")
        for (index, frame) in part.frames.enumerated() {
            bytes.append(index > 0 ? ",[" : "[")
            bytes.append(decimal: frame.offset)
            bytes.append(",")
            bytes.append(decimal: frame.size)
            bytes.append(",")
            bytes.append(decimal: frame.tarOffset)
            bytes.append(",")
            bytes.append(decimal: frame.tarSize)
            bytes.append("]")
        }
        bytes.append("]}\n")
    }
}

extension EntryRecord {
    /// Appends the line with its line end.
    package func append(to bytes: inout [UInt8]) {
        bytes.append("{\"p\":")
        bytes.append(json: path.bytes)
        bytes.append(",\"k\":\"")
        bytes.append(kind.letter)
        bytes.append("\",\"m\":")
        bytes.append(decimal: Int64(metadata.permissions))
        appendOwner("u", metadata.user, to: &bytes)
        appendOwner("g", metadata.group, to: &bytes)
        bytes.append(",\"t\":[")
        bytes.append(decimal: metadata.modified.seconds)
        bytes.append(",")
        bytes.append(decimal: Int64(metadata.modified.nanoseconds))
        bytes.append("]")
        if kind == .file { appendFile(to: &bytes) }
        if let headerOffset { bytes.append(member: "o", headerOffset) }
        if let contentOffset { bytes.append(member: "c", contentOffset) }
        appendKind(to: &bytes)
        appendAttributes(to: &bytes)
        if let tear {
            bytes.append(",\"w\":\"\(tear.rawValue)\"")
        }
        appendIdentity(to: &bytes)
        bytes.append("}\n")
    }

    private func appendFile(to bytes: inout [UInt8]) {
        bytes.append(member: "n", size)
        if dataSize != size { bytes.append(member: "d", dataSize) }
        if let digest {
            bytes.append(",\"h\":\"")
            digest.appendHex(to: &bytes)
            bytes.append("\"")
        }
    }

    private func appendKind(to bytes: inout [UInt8]) {
        switch kind {
        case .link(let target):
            bytes.append(",\"x\":")
            bytes.append(json: target)
        case .hardLink(let target):
            bytes.append(",\"x\":")
            bytes.append(json: target.bytes)
        case .characterDevice(let major, let minor), .blockDevice(let major, let minor):
            bytes.append(",\"r\":[")
            bytes.append(decimal: Int64(major))
            bytes.append(",")
            bytes.append(decimal: Int64(minor))
            bytes.append("]")
        case .file, .folder, .fifo, .socket: break
        }
    }

    private func appendOwner(
        _ key: StaticString, _ owner: EntryMetadata.Owner, to bytes: inout [UInt8]
    ) {
        bytes.append(",\"")
        bytes.append(key)
        bytes.append("\":[")
        bytes.append(decimal: Int64(owner.id))
        if !owner.name.isEmpty {
            bytes.append(",")
            bytes.append(json: owner.name)
        }
        bytes.append("]")
    }

    private func appendAttributes(to bytes: inout [UInt8]) {
        guard !metadata.attributes.isEmpty else { return }
        bytes.append(",\"a\":[")
        for (index, attribute) in metadata.attributes.enumerated() {
            bytes.append(index > 0 ? ",[" : "[")
            bytes.append(json: attribute.name)
            bytes.append(",\"")
            bytes += Base64.standard.encode(attribute.value).utf8
            bytes.append("\"]")
        }
        bytes.append("]")
    }

    private func appendIdentity(to bytes: inout [UInt8]) {
        guard let identity else { return }
        bytes.append(",\"i\":[")
        bytes.append(decimal: identity.device)
        bytes.append(",")
        bytes.append(decimal: identity.inode)
        bytes.append(",")
        bytes.append(decimal: identity.linkCount)
        bytes.append(",")
        bytes.append(decimal: identity.changed.seconds)
        bytes.append(",")
        bytes.append(decimal: Int64(identity.changed.nanoseconds))
        bytes.append("]")
    }
}

extension Entry.Kind {
    var letter: StaticString {
        switch self {
        case .file: "f"
        case .folder: "d"
        case .link: "l"
        case .hardLink: "h"
        case .fifo: "p"
        case .socket: "s"
        case .characterDevice: "c"
        case .blockDevice: "b"
        }
    }
}
