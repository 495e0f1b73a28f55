/// Percent-encoding of RFC 3986 section 2.1, and the form encoding built on it.
package enum PercentEncoding {
    /// The bytes `text` stands for; nil where a `%` is not followed by two hex digits.
    package static func decode(
        _ text: some Collection<UInt8>, plusIsSpace: Bool = false
    ) -> [UInt8]? {
        var decoded: [UInt8] = []
        decoded.reserveCapacity(text.count)
        var bytes = text.makeIterator()
        while let byte = bytes.next() {
            if byte == UInt8(ascii: "%") {
                guard let high = bytes.next()?.hexValue, let low = bytes.next()?.hexValue
                else { return nil }
                decoded.append(high << 4 | low)
            } else {
                decoded.append(plusIsSpace && byte == UInt8(ascii: "+") ? 0x20 : byte)
            }
        }
        return decoded
    }

    /// The text that `text` stands for; nil unless it is well-formed UTF-8.
    package static func decodeText(
        _ text: some Collection<UInt8>, plusIsSpace: Bool = false
    ) -> String? {
        decode(text, plusIsSpace: plusIsSpace).flatMap { String(validating: $0, as: UTF8.self) }
    }

    /// The same bytes as a part of a query: all but letters, digits and four marks are encoded.
    package static func encode(_ bytes: some Collection<UInt8>) -> String {
        let digits = Array("0123456789ABCDEF".utf8)
        let kept = Set("-._~".utf8)
        var encoded: [UInt8] = []
        for byte in bytes {
            switch byte {
            case 0x30...0x39, 0x41...0x5A, 0x61...0x7A: encoded.append(byte)
            case _ where kept.contains(byte): encoded.append(byte)
            default:
                encoded += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            }
        }
        return String(decoding: encoded, as: UTF8.self)
    }

    /// Names and values of a query or of an `application/x-www-form-urlencoded` body, in order;
    /// nil where one is not well formed.
    package static func decodeForm(_ bytes: some Collection<UInt8>) -> [(String, String)]? {
        var items: [(String, String)] = []
        for pair in bytes.split(separator: UInt8(ascii: "&")) {
            let parts = pair.split(
                separator: UInt8(ascii: "="), maxSplits: 1, omittingEmptySubsequences: false)
            guard let name = parts.first.flatMap({ decodeText($0, plusIsSpace: true) }),
                let value = parts.count < 2 ? "" : decodeText(parts[1], plusIsSpace: true)
            else { return nil }
            items.append((name, value))
        }
        return items
    }
}

extension UInt8 {
    /// What an ASCII hex digit is worth.
    @inline(__always)
    var hexValue: UInt8? {
        switch self {
        case 0x30...0x39: self - 0x30
        case 0x41...0x46: self - 0x41 + 10
        case 0x61...0x66: self - 0x61 + 10
        default: nil
        }
    }
}
