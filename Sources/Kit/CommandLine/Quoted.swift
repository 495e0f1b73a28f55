internal import Values

/// Input as it may appear inside a sentence: quoted, on one line, not longer than a person reads,
/// and with control characters spelt out so that no terminal obeys them.
package func quoted(_ input: some StringProtocol) -> String {
    let longest = 60
    var text = ""
    for scalar in input.unicodeScalars {
        guard text.unicodeScalars.count < longest else {
            text += "…"
            break
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .surrogate, .privateUse:
            text += "\\u{" + String(scalar.value, radix: 16) + "}"
        default: text.unicodeScalars.append(scalar)
        }
    }
    return "'\(text)'"
}
