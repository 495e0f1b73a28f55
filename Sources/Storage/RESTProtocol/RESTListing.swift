internal import JSON
package import Storage
internal import Values

/// What a server lists of one folder, in either version of restic's protocol.
package enum RESTListing {
    package static let contentTypeV1 = "application/vnd.x.restic.rest.v1"
    /// This one tells sizes too.
    package static let contentType = "application/vnd.x.restic.rest.v2"

    /// Names with their sizes; nil for a size that is not told. nil for what is no such list.
    package static func read(_ bytes: [UInt8]) -> [(id: String, size: Int64?)]? {
        // Losing the error is fine: what cannot be read is told as that.
        guard let json = try? JSON(parsing: bytes) else { return nil }
        // An empty list of theirs may be none at all.
        if case .null = json { return [] }
        guard case .array(let elements) = json else { return nil }
        var found: [(id: String, size: Int64?)] = []
        for element in elements {
            if let id = element.text {
                found.append((id, nil))
            } else if let id = element["name"]?.text, let size = element["size"]?.wholeNumber,
                size >= 0
            {
                found.append((id, size))
            } else {
                return nil
            }
        }
        return found
    }
}

/// What our own server lists: one object on each line, as JSON.
package enum ObjectLines {
    package static let contentType = "application/x-ndjson"

    /// Names have nothing in them that JSON would escape.
    package static func append(_ info: ObjectInfo, to text: inout [UInt8]) {
        text += "{\"name\":\"\(info.name)\",\"size\":\(info.size)".utf8
        if let modified = info.modified { text += ",\"modified\":\"\(modified)\"".utf8 }
        text += "}\n".utf8
    }

    /// nil for what is no such list, or not all of one.
    package static func read(_ bytes: [UInt8]) -> [ObjectInfo]? {
        var found: [ObjectInfo] = []
        for line in bytes.split(separator: UInt8(ascii: "\n")) {
            guard
                // Losing the errors is fine: what cannot be read is told as that.
                let json = try? JSON(parsing: Array(line)),
                // A name that is none is told as that, too.
                let name = json["name"]?.text.flatMap({ try? ObjectName($0) }),
                let size = json["size"]?.wholeNumber, size >= 0
            else { return nil }
            let modified = json["modified"]?.text.flatMap { Timestamp(rfc3339: $0) }
            found.append(ObjectInfo(name: name, size: size, modified: modified))
        }
        return found
    }
}
