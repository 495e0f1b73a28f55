internal import Engine

/// Reads index objects: JSON of which packs hold which blobs where.
enum IndexFile {
    /// Calls `take` for each pack.
    /// - Throws: `.damaged` for what is no index. Some packs may have been taken by then.
    static func read(
        _ text: Span<UInt8>, _ take: (ObjectID, [PackEntry]) -> Void
    ) throws(EngineError) {
        var cursor = TextCursor()
        do throws(TextCursor.Problem) {
            try cursor.object(text) { cursor, key throws(TextCursor.Problem) in
                // Others name what an index replaces, and packs to be removed: for us, neither is.
                guard text.equals("packs", in: key) else { return try cursor.skipValue(text) }
                guard !cursor.skipText("null", text) else { return }
                try cursor.array(text) { cursor throws(TextCursor.Problem) in
                    try readPack(&cursor, text, take)
                }
            }
            cursor.skipSpace(text)
            guard cursor.position == text.count else {
                throw TextCursor.Problem(position: cursor.position)
            }
        } catch {
            throw .damaged("it is no index: see byte \(error.position)")
        }
    }

    private static func readPack(
        _ cursor: inout TextCursor, _ text: Span<UInt8>, _ take: (ObjectID, [PackEntry]) -> Void
    ) throws(TextCursor.Problem) {
        var id: ObjectID?
        var entries: [PackEntry] = []
        try cursor.object(text) { cursor, key throws(TextCursor.Problem) in
            if text.equals("id", in: key) {
                id = try quotedID(&cursor, text)
            } else if text.equals("blobs", in: key) {
                guard !cursor.skipText("null", text) else { return }
                try cursor.array(text) { cursor throws(TextCursor.Problem) in
                    if let quick = try quickEntry(&cursor, text) {
                        entries.append(quick)
                    } else {
                        entries.append(try entry(&cursor, text))
                    }
                }
            } else {
                try cursor.skipValue(text)
            }
        }
        guard let id else { throw TextCursor.Problem(position: cursor.position) }
        take(id, entries)
    }

    private static func quotedID(
        _ cursor: inout TextCursor, _ text: Span<UInt8>
    ) throws(TextCursor.Problem) -> ObjectID {
        try cursor.expect("\"", text)
        let id = try cursor.id(text)
        try cursor.expect("\"", text)
        return id
    }

    /// An entry exactly as every writer known writes it; nil for one that is written otherwise,
    /// with the cursor where it was.
    @inline(__always)
    private static func quickEntry(
        _ cursor: inout TextCursor, _ text: Span<UInt8>
    ) throws(TextCursor.Problem) -> PackEntry? {
        var quick = cursor
        guard quick.skipText("{\"id\":\"", text) else { return nil }
        let id = try quick.id(text)
        let kind: BlobKind
        if quick.skipText("\",\"type\":\"data\",\"offset\":", text) {
            kind = .data
        } else if quick.skipText("\",\"type\":\"tree\",\"offset\":", text) {
            kind = .tree
        } else {
            return nil
        }
        let offset = try quick.number(text)
        guard quick.skipText(",\"length\":", text) else { return nil }
        let length = try quick.number(text)
        var plainLength = 0
        if quick.skipText(",\"uncompressed_length\":", text) {
            plainLength = try quick.number(text)
        }
        guard quick.skipText("}", text) else { return nil }
        guard length >= RepositorySealer.overhead else {
            throw TextCursor.Problem(position: quick.position)
        }
        cursor = quick
        return PackEntry(
            id: id, kind: kind, offset: offset, length: length, plainLength: plainLength)
    }

    private static func entry(
        _ cursor: inout TextCursor, _ text: Span<UInt8>
    ) throws(TextCursor.Problem) -> PackEntry {
        var id: ObjectID?
        var kind: BlobKind?
        var numbers = (offset: 0, length: 0, plainLength: 0)
        try cursor.object(text) { cursor, key throws(TextCursor.Problem) in
            if text.equals("id", in: key) {
                id = try quotedID(&cursor, text)
            } else if text.equals("type", in: key) {
                let word = try cursor.string(text)
                kind = BlobKind.allCases.first { kind in
                    kind == .data ? text.equals("data", in: word) : text.equals("tree", in: word)
                }
            } else if text.equals("offset", in: key) {
                numbers.offset = try cursor.number(text)
            } else if text.equals("length", in: key) {
                numbers.length = try cursor.number(text)
            } else if text.equals("uncompressed_length", in: key) {
                numbers.plainLength = try cursor.number(text)
            } else {
                try cursor.skipValue(text)
            }
        }
        guard let id, let kind, numbers.length >= RepositorySealer.overhead else {
            throw TextCursor.Problem(position: cursor.position)
        }
        return PackEntry(
            id: id, kind: kind, offset: numbers.offset, length: numbers.length,
            plainLength: numbers.plainLength)
    }
}
