internal import JSON
internal import Storage

/// What a server lists of one folder, in either version of the protocol.
enum RESTListing {
    /// The second tells sizes too.
    static let contentType = "application/vnd.x.restic.rest.v2"

    /// Names with their sizes; nil for a size that is not told.
    static func read(_ bytes: [UInt8]) throws(JSONError) -> [(id: String, size: Int64?)]? {
        let json = try JSON(parsing: bytes)
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
