internal import Store
internal import Values

/// The bound values of one statement in PostgreSQL's binary form, all in one block of memory.
struct PostgresParameters {
    /// The numbers of PostgreSQL's own types; they never change (pg_type.dat).
    enum TypeNumber {
        static let bool: UInt32 = 16
        static let int2: UInt32 = 21
        static let int4: UInt32 = 23
        static let bytes: UInt32 = 17
        static let int8: UInt32 = 20
        static let texts: Set<UInt32> = [18, 19, 25, 1042, 1043]
        static let text: UInt32 = 25
        static let real4: UInt32 = 700
        static let real8: UInt32 = 701
        static let uuid: UInt32 = 2950
        /// The answer of functions that are called for what they do.
        static let void: UInt32 = 2278
    }

    let types: [UInt32]
    private let block: [UInt8]
    /// Nil for NULL.
    private let places: [Range<Int>?]

    init(_ values: [SQLValue]) throws {
        var (types, block, places): ([UInt32], [UInt8], [Range<Int>?]) = ([], [], [])
        for value in values {
            types.append(Self.type(of: value))
            guard let bytes = try Self.bytes(of: value) else {
                places.append(nil)
                continue
            }
            places.append(block.count..<block.count + bytes.count)
            // One byte more, so that an empty value has an address too: none means NULL.
            block += bytes + [0]
        }
        (self.types, self.block, self.places) = (types, block, places)
    }

    /// Lends addresses, lengths and forms as `PQsendQueryPrepared` takes them.
    func withPointers<Result>(
        _ body: ([UnsafePointer<CChar>?], [Int32], [Int32]) throws -> Result
    ) rethrows -> Result {
        try unsafe block.withUnsafeBytes { bytes in
            let start = unsafe bytes.bindMemory(to: CChar.self).baseAddress
            let pointers = unsafe places.map { place in
                unsafe place.flatMap { place in unsafe start.map { unsafe $0 + place.lowerBound } }
            }
            let lengths = places.map { Int32($0?.count ?? 0) }
            return try unsafe body(pointers, lengths, lengths.map { _ in 1 })
        }
    }

    private static func type(of value: SQLValue) -> UInt32 {
        switch value {
        case .null(let type):
            switch type {
            case .integer: TypeNumber.int8
            case .real: TypeNumber.real8
            case .text: TypeNumber.text
            case .bytes: TypeNumber.bytes
            case .uuid: TypeNumber.uuid
            }
        case .integer: TypeNumber.int8
        case .real: TypeNumber.real8
        case .text: TypeNumber.text
        case .bytes: TypeNumber.bytes
        case .uuid: TypeNumber.uuid
        }
    }

    private static func bytes(of value: SQLValue) throws -> [UInt8]? {
        switch value {
        case .null: return nil
        case .integer(let number): return bigEndian(UInt64(bitPattern: number))
        case .real(let number): return bigEndian(number.bitPattern)
        case .bytes(let bytes): return bytes
        case .uuid(let uuid): return uuid.bytes
        case .text(let text):
            try text.requireStorable()
            return Array(text.utf8)
        }
    }

    private static func bigEndian(_ number: UInt64) -> [UInt8] {
        (0..<8).map { UInt8(truncatingIfNeeded: number >> (56 - $0 * 8)) }
    }

    /// The value of one field that is not NULL.
    @unsafe static func decode(
        _ bytes: UnsafeRawBufferPointer, type: UInt32, column: String
    ) throws -> SQLValue {
        var number: UInt64 { unsafe bytes.reduce(0) { $0 << 8 | UInt64($1) } }
        switch type {
        case TypeNumber.bool: return .integer(Int64(number))
        case TypeNumber.int2: return .integer(Int64(Int16(truncatingIfNeeded: number)))
        case TypeNumber.int4: return .integer(Int64(Int32(truncatingIfNeeded: number)))
        case TypeNumber.int8: return .integer(Int64(bitPattern: number))
        case TypeNumber.void: return .null(.text)
        case TypeNumber.real4: return .real(Double(Float(bitPattern: UInt32(number))))
        case TypeNumber.real8: return .real(Double(bitPattern: number))
        case TypeNumber.bytes: return .bytes(unsafe Array(bytes))
        case TypeNumber.uuid:
            guard let uuid = unsafe UUID(bytes: bytes) else { break }
            return .uuid(uuid)
        case let type where TypeNumber.texts.contains(type):
            guard let text = unsafe String(validating: bytes, as: UTF8.self) else { break }
            return .text(text)
        default:
            throw StoreError(.misuse, "column \(column) has PostgreSQL's type \(type), cast it")
        }
        throw StoreError(.corrupt, "column \(column) holds what its type does not know")
    }
}
