/// Cuts what a server sends into packets and reads them. The bytes may come in any pieces and may
/// be anything: what is no packet throws, and a reader that has thrown is of no more use.
struct SFTPPacketReader {
    /// OpenSSH's own limit; the largest we ask for is far less.
    static let packetSizeMax = 256 << 10
    /// Names in one answer; servers send some hundreds.
    private static let namesMax = 65_536

    private var buffer: [UInt8] = []
    private var start = 0

    mutating func append(_ bytes: some Collection<UInt8>) {
        // What has been read goes in bulk, so that reading costs no copy of the rest.
        if start > 0, start >= buffer.count / 2 {
            buffer.removeFirst(start)
            start = 0
        }
        buffer += bytes
    }

    /// The next packet and the request it answers; nil while it is not complete. `version` answers
    /// none, its id is 0.
    mutating func next() throws(SFTPProtocolError) -> (id: UInt32, response: SFTPResponse)? {
        guard buffer.count - start >= 4 else { return nil }
        var header = SFTPFields(buffer[start..<start + 4])
        let length = Int(try header.number())
        guard (1...Self.packetSizeMax).contains(length) else {
            throw SFTPProtocolError(description: "a packet of \(length) bytes")
        }
        let end = start + 4 + length
        guard buffer.count >= end else { return nil }
        let packet = buffer[(start + 4)..<end]
        start = end
        return try Self.parse(packet)
    }

    private static func parse(
        _ packet: ArraySlice<UInt8>
    ) throws(SFTPProtocolError) -> (id: UInt32, response: SFTPResponse) {
        var fields = SFTPFields(packet)
        let type = try fields.byte()
        let id = try fields.number()
        let response: SFTPResponse
        switch type {
        case 2: return (0, try version(id, &fields))
        case 101: response = .status(try status(&fields))
        case 102: response = .handle(SFTPHandle(bytes: try fields.string()))
        case 103: response = .data(try fields.string())
        case 104: response = .names(try names(&fields))
        case 105: response = .attributes(try attributes(&fields))
        case 201: response = .extended(fields.rest())
        default: throw SFTPProtocolError(description: "a packet of the unknown type \(type)")
        }
        guard fields.isAtEnd else {
            throw SFTPProtocolError(description: "a packet of type \(type) that is too long")
        }
        return (id, response)
    }

    private static func version(
        _ number: UInt32, _ fields: inout SFTPFields
    ) throws(SFTPProtocolError) -> SFTPResponse {
        var extensions: [String: [UInt8]] = [:]
        while !fields.isAtEnd {
            let name = String(decoding: try fields.string(), as: UTF8.self)
            extensions[name] = try fields.string()
        }
        return .version(number, extensions: extensions)
    }

    private static func status(
        _ fields: inout SFTPFields
    ) throws(SFTPProtocolError) -> SFTPStatus {
        let code = SFTPStatus.Code(rawValue: try fields.number()) ?? .failure
        // Old servers leave the message out, or its language.
        let message = fields.isAtEnd ? [] : try fields.string()
        if !fields.isAtEnd { _ = try fields.string() }
        return SFTPStatus(code: code, message: String(decoding: message, as: UTF8.self))
    }

    private static func names(
        _ fields: inout SFTPFields
    ) throws(SFTPProtocolError) -> [SFTPEntry] {
        let count = try fields.number()
        guard count <= namesMax else {
            throw SFTPProtocolError(description: "\(count) names in one packet")
        }
        var entries: [SFTPEntry] = []
        for _ in 0..<count {
            let name = try fields.string()
            _ = try fields.string()  // the line of `ls -l`
            entries.append(SFTPEntry(name: name, attributes: try attributes(&fields)))
        }
        return entries
    }

    static func attributes(
        _ fields: inout SFTPFields
    ) throws(SFTPProtocolError) -> SFTPAttributes {
        var attributes = SFTPAttributes()
        let flags = try fields.number()
        if flags & 1 != 0 { attributes.size = try fields.wide() }
        if flags & 2 != 0 {
            attributes.user = try fields.number()
            attributes.group = try fields.number()
        }
        if flags & 4 != 0 { attributes.mode = try fields.number() }
        if flags & 8 != 0 {
            attributes.accessed = try fields.number()
            attributes.modified = try fields.number()
        }
        if flags & 0x8000_0000 != 0 {
            let count = try fields.number()
            guard count <= 64 else {
                throw SFTPProtocolError(description: "\(count) extended attributes of one file")
            }
            for _ in 0..<count {
                _ = try fields.string()
                _ = try fields.string()
            }
        }
        return attributes
    }
}

/// Fields of a packet, read one after the other.
package struct SFTPFields {
    private var bytes: ArraySlice<UInt8>

    package init(_ bytes: ArraySlice<UInt8>) {
        self.bytes = bytes
    }

    package var isAtEnd: Bool { bytes.isEmpty }

    package mutating func byte() throws(SFTPProtocolError) -> UInt8 {
        guard let byte = bytes.popFirst() else { throw Self.tooShort }
        return byte
    }

    package mutating func number() throws(SFTPProtocolError) -> UInt32 {
        guard bytes.count >= 4 else { throw Self.tooShort }
        defer { bytes = bytes.dropFirst(4) }
        return bytes.prefix(4).reduce(0) { $0 << 8 | UInt32($1) }
    }

    package mutating func wide() throws(SFTPProtocolError) -> UInt64 {
        let high = try number()
        return UInt64(high) << 32 | UInt64(try number())
    }

    package mutating func string() throws(SFTPProtocolError) -> [UInt8] {
        let length = Int(try number())
        guard bytes.count >= length else { throw Self.tooShort }
        defer { bytes = bytes.dropFirst(length) }
        return Array(bytes.prefix(length))
    }

    package mutating func rest() -> [UInt8] {
        defer { bytes = [] }
        return Array(bytes)
    }

    private static let tooShort = SFTPProtocolError(description: "a packet that is too short")
}
