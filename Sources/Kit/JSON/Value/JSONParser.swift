extension JSON {
    /// Deeper documents have no honest use, and the parser calls itself once per level.
    package static let depthLimit = 64

    /// Reads one JSON document, strictly by RFC 8259: no repeated keys, no lone surrogates, no
    /// byte order mark, nothing after the value, and no number that 64 bits cannot hold.
    package init(parsing bytes: [UInt8], depthLimit: Int = JSON.depthLimit) throws(JSONError) {
        var parser = JSONParser(bytes, depthLimit: depthLimit)
        self = try parser.document()
    }
}

struct JSONParser {
    let bytes: [UInt8]
    var position = 0
    private let depthLimit: Int

    init(_ bytes: [UInt8], depthLimit: Int) {
        self.bytes = bytes
        self.depthLimit = depthLimit
    }

    /// The byte at `position`; 0, which is valid nowhere outside, at the end.
    var current: UInt8 {
        position < bytes.count ? bytes[position] : 0
    }

    func failure(_ kind: JSONError.Kind) -> JSONError {
        JSONError(position < bytes.count ? kind : .endsTooSoon, at: position)
    }

    mutating func document() throws(JSONError) -> JSON {
        let value = try value(depth: 0)
        skipSpace()
        guard position == bytes.count else { throw failure(.trailingBytes) }
        return value
    }

    private mutating func value(depth: Int) throws(JSONError) -> JSON {
        skipSpace()
        switch current {
        case UInt8(ascii: "{"): return .object(try object(depth: depth + 1))
        case UInt8(ascii: "["): return .array(try array(depth: depth + 1))
        case UInt8(ascii: "\""): return .string(try string())
        case UInt8(ascii: "-"), UInt8(ascii: "0")...UInt8(ascii: "9"): return try number()
        case UInt8(ascii: "t"): return try word("true", .bool(true))
        case UInt8(ascii: "f"): return try word("false", .bool(false))
        case UInt8(ascii: "n"): return try word("null", .null)
        default: throw failure(.unexpectedByte)
        }
    }

    private mutating func object(depth: Int) throws(JSONError) -> JSONObject {
        guard depth <= depthLimit else { throw failure(.tooDeep) }
        position += 1
        var members: [JSONObject.Member] = []
        var keys = KeySet()
        skipSpace()
        if skip(UInt8(ascii: "}")) { return JSONObject() }
        while true {
            skipSpace()
            let start = position
            guard current == UInt8(ascii: "\"") else { throw failure(.unexpectedByte) }
            let key = try string()
            guard keys.insert(key, after: members) else {
                throw JSONError(.repeatedKey, at: start)
            }
            skipSpace()
            guard skip(UInt8(ascii: ":")) else { throw failure(.unexpectedByte) }
            members.append(.init(key: key, value: try value(depth: depth)))
            skipSpace()
            if skip(UInt8(ascii: "}")) { return JSONObject(unique: members) }
            guard skip(UInt8(ascii: ",")) else { throw failure(.unexpectedByte) }
        }
    }

    private mutating func array(depth: Int) throws(JSONError) -> [JSON] {
        guard depth <= depthLimit else { throw failure(.tooDeep) }
        position += 1
        var elements: [JSON] = []
        skipSpace()
        if skip(UInt8(ascii: "]")) { return [] }
        while true {
            elements.append(try value(depth: depth))
            skipSpace()
            if skip(UInt8(ascii: "]")) { return elements }
            guard skip(UInt8(ascii: ",")) else { throw failure(.unexpectedByte) }
        }
    }

    private mutating func word(_ word: StaticString, _ value: JSON) throws(JSONError) -> JSON {
        for letter in "\(word)".utf8 {
            guard skip(letter) else { throw failure(.unexpectedByte) }
        }
        return value
    }

    private mutating func skip(_ byte: UInt8) -> Bool {
        guard current == byte else { return false }
        position += 1
        return true
    }

    private mutating func skipSpace() {
        while true {
            switch current {
            case 0x20, 0x0A, 0x0D, 0x09: position += 1
            default: return
            }
        }
    }
}

/// Finds repeated keys: by looking at the few there are, from a set once there are many, so that
/// an object of a hundred thousand keys costs no quadratic time.
private struct KeySet {
    private static let few = 16
    private var seen: Set<[UInt8]> = []

    mutating func insert(_ key: String, after members: [JSONObject.Member]) -> Bool {
        guard members.count >= Self.few else {
            return !members.contains { $0.key.hasSameBytes(as: key) }
        }
        if seen.isEmpty { seen = Set(members.map { Array($0.key.utf8) }) }
        return seen.insert(Array(key.utf8)).inserted
    }
}
