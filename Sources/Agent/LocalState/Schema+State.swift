internal import Cryptography
internal import JSON
internal import Values

extension Schema where Value == [UInt8] {
    /// Paths are bytes. They are kept as they are where that is text, which is nearly always, so
    /// that a person can read the file.
    static var path: Schema {
        .string(
            format: nil, expected: "a path",
            parse: { text in
                text.hasPrefix("base64:")
                    ? Base64.standard.decode(text.dropFirst(7)) : Array(text.utf8)
            },
            print: { bytes in
                let text = String(decoding: bytes, as: UTF8.self)
                let isPlain = Array(text.utf8) == bytes && !text.hasPrefix("base64:")
                return isPlain ? text : "base64:\(Base64.standard.encode(bytes))"
            })
    }
}
