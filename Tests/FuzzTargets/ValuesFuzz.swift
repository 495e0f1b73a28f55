internal import Values

/// What each text parser of Values accepts, it writes and reads again as the same value.
package func fuzzValues(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    if let moment = Timestamp(rfc3339: text) {
        precondition(Timestamp(rfc3339: moment.description) == moment, "timestamp \(moment)")
    }
    if let id = UUID(text) {
        precondition(id.description == text.lowercased(), "uuid \(id)")
    }
    if let bytes = Hex.decode(input) {
        precondition(Hex.encode(bytes) == text.lowercased(), "hex \(text)")
    }
    // Strict decoding means that every value has exactly one spelling.
    for base64 in [Base64.standard, .unpadded, .url] {
        guard let bytes = base64.decode(input) else { continue }
        precondition(base64.encode(bytes) == text, "base64 \(text)")
    }
    precondition(Hex.decode(Hex.encode(input)) == input, "hex round trip")
    precondition(
        Base64.standard.decode(Base64.standard.encode(input)) == input, "base64 round trip")
}
