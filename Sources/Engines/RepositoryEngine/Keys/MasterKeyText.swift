internal import Cryptography
internal import Values

/// The master key as it lies sealed in a key file: `{"mac":{"k":…,"r":…},"encrypt":…}`, each key in
/// base 64. Read and written as bytes, so that no text of it stays behind in memory.
enum MasterKeyText {
    static func encode(_ key: MasterKey) -> [UInt8] {
        var text: [UInt8] = []
        // Never moved, so that no copy is left behind.
        text.reserveCapacity(512)
        text += Array("{\"mac\":{\"k\":\"".utf8)
        append(key.block, to: &text)
        text += Array("\",\"r\":\"".utf8)
        append(key.nonce, to: &text)
        text += Array("\"},\"encrypt\":\"".utf8)
        append(key.cipher, to: &text)
        text += Array("\"}".utf8)
        return text
    }

    static func decode(_ text: Span<UInt8>) -> MasterKey? {
        var keys: (cipher: Secret?, block: Secret?, nonce: Secret?)
        var cursor = TextCursor()
        do throws(TextCursor.Problem) {
            try cursor.object(text) { cursor, name throws(TextCursor.Problem) in
                if text.equals("encrypt", in: name) {
                    keys.cipher = try secret(&cursor, text)
                } else if text.equals("mac", in: name) {
                    try cursor.object(text) { cursor, name throws(TextCursor.Problem) in
                        if text.equals("k", in: name) {
                            keys.block = try secret(&cursor, text)
                        } else if text.equals("r", in: name) {
                            keys.nonce = try secret(&cursor, text)
                        } else {
                            try cursor.skipValue(text)
                        }
                    }
                } else {
                    try cursor.skipValue(text)
                }
            }
        } catch {
            return nil
        }
        guard let cipher = keys.cipher, let block = keys.block, let nonce = keys.nonce else {
            return nil
        }
        return MasterKey(cipher: cipher, block: block, nonce: nonce)
    }

    private static func append(_ secret: Secret, to text: inout [UInt8]) {
        var bytes = secret.withBytes { [UInt8](copying: $0) }
        defer { bytes.wipe() }
        text += Base64.standard.encode(bytes).utf8
    }

    private static func secret(
        _ cursor: inout TextCursor, _ text: Span<UInt8>
    ) throws(TextCursor.Problem) -> Secret? {
        let range = try cursor.string(text)
        var letters = [UInt8](copying: text.extracting(range))
        defer { letters.wipe() }
        guard var bytes = Base64.standard.decode(letters) else { return nil }
        return Secret(taking: &bytes)
    }
}
