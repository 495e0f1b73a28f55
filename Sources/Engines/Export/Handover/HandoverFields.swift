// Numbers have their highest byte first; bytes of any number have it in front of them.

extension [UInt8] {
    mutating func put(_ number: some FixedWidthInteger & UnsignedInteger) {
        for shift in stride(from: number.bitWidth - 8, through: 0, by: -8) {
            append(UInt8(truncatingIfNeeded: number >> shift))
        }
    }

    mutating func put(_ number: Int64) {
        put(UInt64(bitPattern: number))
    }

    mutating func put(_ bytes: [UInt8]) {
        put(UInt32(bytes.count))
        append(contentsOf: bytes)
    }

    mutating func put(_ text: String) {
        put(Array(text.utf8))
    }
}

/// Takes fields from a frame in the order in which they were put there.
struct HandoverFields {
    private var rest: ArraySlice<UInt8>

    init(_ frame: [UInt8]) {
        rest = frame[...]
    }

    var isAtEnd: Bool { rest.isEmpty }

    mutating func number<Number: FixedWidthInteger & UnsignedInteger>(
        _ type: Number.Type = Number.self
    ) throws(HandoverError) -> Number {
        let bytes = try take(Number.bitWidth / 8)
        return bytes.reduce(0) { number, byte in
            (Number.bitWidth > 8 ? number << 8 : 0) | Number(truncatingIfNeeded: byte)
        }
    }

    /// A number that is no less than nothing.
    mutating func size() throws(HandoverError) -> Int64 {
        let size = Int64(bitPattern: try number(UInt64.self))
        guard size >= 0 else { throw .malformed }
        return size
    }

    mutating func bytes() throws(HandoverError) -> [UInt8] {
        Array(try take(Int(try number(UInt32.self))))
    }

    mutating func text() throws(HandoverError) -> String {
        String(decoding: try bytes(), as: UTF8.self)
    }

    /// Throws where something follows that nobody asked for.
    func finish() throws(HandoverError) {
        guard isAtEnd else { throw .malformed }
    }

    private mutating func take(_ count: Int) throws(HandoverError) -> ArraySlice<UInt8> {
        guard count <= rest.count else { throw .malformed }
        defer { rest = rest.dropFirst(count) }
        return rest.prefix(count)
    }
}
