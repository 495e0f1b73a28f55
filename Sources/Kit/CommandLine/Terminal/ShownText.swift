internal import Values

/// Bytes as a terminal may show them: names of files can hold what clears a screen, changes a title
/// or pretends to be another line. Control characters become `\xNN`, as do bytes that are no UTF-8,
/// and marks that turn the direction of text `\u{…}`; a backslash is doubled, so that what is shown
/// can be told from what was replaced.
package func shown(_ bytes: some Collection<UInt8>) -> String {
    var text = ""
    var rest = Array(bytes)[...]
    while !rest.isEmpty {
        let good = rest.prefix(validPrefixLength(of: rest))
        for scalar in String(decoding: good, as: UTF8.self).unicodeScalars {
            text += shown(scalar)
        }
        rest = rest.dropFirst(good.count)
        guard let bad = rest.popFirst() else { break }
        text += "\\x" + Hex.encode([bad])
    }
    return text
}

package func shown(_ text: String) -> String { shown(Array(text.utf8)) }

/// How many bytes at the start are whole characters.
private func validPrefixLength(of bytes: ArraySlice<UInt8>) -> Int {
    var decoder = UTF8()
    var iterator = bytes.makeIterator()
    var length = 0
    while case .scalarValue(let scalar) = decoder.decode(&iterator) {
        length += UTF8.width(scalar)
    }
    return length
}

private func shown(_ scalar: Unicode.Scalar) -> String {
    switch scalar {
    case "\\": "\\\\"
    case "\u{0}"..."\u{1F}", "\u{7F}": "\\x" + Hex.encode([UInt8(scalar.value)])
    // C1 controls, and everything that reorders or hides what stands around it.
    case "\u{80}"..."\u{9F}", "\u{200B}"..."\u{200F}", "\u{2028}"..."\u{202E}",
        "\u{2060}"..."\u{206F}", "\u{FEFF}":
        "\\u{\(String(scalar.value, radix: 16))}"
    default: String(scalar)
    }
}
