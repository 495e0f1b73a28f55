internal import Values

/// The body of an extended header: lines of `length key=value`, the length counting itself.
struct PaxRecords {
    private(set) var bytes: [UInt8] = []

    mutating func append(_ key: String, _ value: some Collection<UInt8>) {
        begin(keyCount: key.utf8.count, valueCount: value.count)
        bytes.append(contentsOf: key.utf8)
        end(value)
    }

    mutating func append(_ key: [UInt8], _ value: some Collection<UInt8>) {
        begin(keyCount: key.count, valueCount: value.count)
        bytes.append(contentsOf: key)
        end(value)
    }

    mutating func append(_ key: String, decimal number: UInt64) {
        begin(keyCount: key.utf8.count, valueCount: [UInt8].digitCount(of: number))
        bytes.append(contentsOf: key.utf8)
        bytes.append(UInt8(ascii: "="))
        bytes.append(decimal: number)
        bytes.append(UInt8(ascii: "\n"))
    }

    private mutating func begin(keyCount: Int, valueCount: Int) {
        // A blank, an equals sign and a line end.
        let rest = keyCount + valueCount + 3
        var length = rest + 1
        while [UInt8].digitCount(of: UInt64(length)) + rest > length { length += 1 }
        bytes.append(decimal: UInt64(length))
        bytes.append(UInt8(ascii: " "))
    }

    private mutating func end(_ value: some Collection<UInt8>) {
        bytes.append(UInt8(ascii: "="))
        bytes.append(contentsOf: value)
        bytes.append(UInt8(ascii: "\n"))
    }

    /// Calls `body` with each key and value; the offsets of errors count from `base`.
    static func parse(
        _ bytes: [UInt8], at base: Int64,
        _ body: (ArraySlice<UInt8>, ArraySlice<UInt8>, Int64) throws(TarError) -> Void
    ) throws(TarError) {
        var rest = bytes[...]
        var count = 0
        while !rest.isEmpty {
            let offset = base + Int64(rest.startIndex)
            count += 1
            guard count <= TarLimits.recordsMax else {
                throw TarError(
                    .beyondLimit, at: offset,
                    "an extended header has more than \(TarLimits.recordsMax) records")
            }
            guard let record = takeRecord(&rest) else {
                throw TarError(.badRecord, at: offset, "a record contradicts its own length")
            }
            guard let equals = record.firstIndex(of: UInt8(ascii: "=")),
                equals > record.startIndex
            else {
                throw TarError(.badRecord, at: offset, "a record has no key")
            }
            try body(record[..<equals], record[(equals + 1)...], offset)
        }
    }

    /// What lies between the length and the line end; nil when the length leads elsewhere.
    private static func takeRecord(_ rest: inout ArraySlice<UInt8>) -> ArraySlice<UInt8>? {
        // No length is longer than that of the longest header.
        let digits = rest.prefix(8).prefix { Decimal.isDigit($0) }
        guard let length = Decimal.parse(digits), length <= rest.count,
            length > digits.count + 1,
            rest[rest.startIndex + digits.count] == UInt8(ascii: " ")
        else { return nil }
        let end = rest.startIndex + Int(length)
        guard rest[end - 1] == UInt8(ascii: "\n") else { return nil }
        defer { rest = rest[end...] }
        return rest[(rest.startIndex + digits.count + 1)..<(end - 1)]
    }
}

/// Keys with a meaning here.
enum PaxKey {
    static let path = "path"
    static let linkPath = "linkpath"
    static let size = "size"
    static let userID = "uid"
    static let groupID = "gid"
    static let userName = "uname"
    static let groupName = "gname"
    static let modified = "mtime"
    static let accessed = "atime"
    static let changed = "ctime"
    static let nameCharset = "hdrcharset"
    static let attributePrefix = Array("SCHILY.xattr.".utf8)
    static let sparsePrefix = Array("GNU.sparse.".utf8)
    static let sparseMajor = "GNU.sparse.major"
    static let sparseMinor = "GNU.sparse.minor"
    static let sparseName = "GNU.sparse.name"
    static let sparseRealSize = "GNU.sparse.realsize"
    static let sparseSize = "GNU.sparse.size"
    static let sparseMap = "GNU.sparse.map"
    static let sparseCount = "GNU.sparse.numblocks"
    static let sparseOffset = "GNU.sparse.offset"
    static let sparseBytes = "GNU.sparse.numbytes"

    static let plain: Set<[UInt8]> = Set(
        [
            path, linkPath, size, userID, groupID, userName, groupName, modified, accessed,
            changed, nameCharset,
        ].map { Array($0.utf8) })

    /// The key would be taken for one that entries have a field for.
    static func isReserved(_ key: [UInt8]) -> Bool {
        plain.contains(key) || key.starts(with: attributePrefix) || key.starts(with: sparsePrefix)
    }

    /// Attribute names may hold the sign that ends a key: GNU tar writes it as in a URL.
    static func encodeAttribute(_ name: [UInt8]) -> [UInt8] {
        var key = attributePrefix
        for byte in name {
            switch byte {
            case UInt8(ascii: "="): key += "%3D".utf8
            case UInt8(ascii: "%"): key += "%25".utf8
            default: key.append(byte)
            }
        }
        return key
    }

    static func decodeAttribute(_ key: ArraySlice<UInt8>) -> [UInt8] {
        var name: [UInt8] = []
        var rest = key.dropFirst(attributePrefix.count)
        while let byte = rest.first {
            if rest.starts(with: "%3D".utf8) {
                name.append(UInt8(ascii: "="))
                rest = rest.dropFirst(3)
            } else if rest.starts(with: "%25".utf8) {
                name.append(UInt8(ascii: "%"))
                rest = rest.dropFirst(3)
            } else {
                name.append(byte)
                rest = rest.dropFirst()
            }
        }
        return name
    }
}
