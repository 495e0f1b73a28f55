/// Strings as JSON writes them, between their quotation marks.
package enum JSONText {
    /// Escapes what JSON demands and nothing else.
    package static func append(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        let characters = text.utf8
        if characters.contains(where: needsEscape) {
            for character in characters {
                if needsEscape(character) {
                    appendEscape(UInt16(character), to: &bytes)
                } else {
                    bytes.append(character)
                }
            }
        } else {
            bytes.append(contentsOf: characters)
        }
        bytes.append(UInt8(ascii: "\""))
    }

    /// Escapes whatever a terminal would act upon or not show, too.
    package static func appendVisible(_ text: String, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\""))
        for scalar in text.unicodeScalars {
            if scalar.isASCII, needsEscape(UInt8(scalar.value)) || scalar.value == 0x7F {
                appendEscape(UInt16(scalar.value), to: &bytes)
            } else if scalar.isInvisible {
                for unit in UTF16.encode(scalar) ?? UTF16.encodedReplacementCharacter {
                    appendEscape(unit, to: &bytes)
                }
            } else {
                bytes.append(
                    contentsOf: UTF8.encode(scalar) ?? UTF8.encodedReplacementCharacter)
            }
        }
        bytes.append(UInt8(ascii: "\""))
    }

    private static func needsEscape(_ character: UInt8) -> Bool {
        character < 0x20 || character == UInt8(ascii: "\"") || character == UInt8(ascii: "\\")
    }

    private static func appendEscape(_ unit: UInt16, to bytes: inout [UInt8]) {
        bytes.append(UInt8(ascii: "\\"))
        switch unit {
        case 0x22, 0x5C: bytes.append(UInt8(unit))
        case 0x0A: bytes.append(UInt8(ascii: "n"))
        case 0x0D: bytes.append(UInt8(ascii: "r"))
        case 0x09: bytes.append(UInt8(ascii: "t"))
        default:
            bytes.append(UInt8(ascii: "u"))
            for shift in [12, 8, 4, 0] as [UInt16] {
                let digit = UInt8(unit >> shift & 15)
                bytes.append(digit < 10 ? digit + 48 : digit + 87)
            }
        }
    }
}

extension Unicode.Scalar {
    /// Acts upon a terminal or hides: control and format characters (among them those that turn
    /// the direction of writing), separators of lines, private use.
    fileprivate var isInvisible: Bool {
        guard value > 0x7E else { return value < 0x20 }
        switch properties.generalCategory {
        case .control, .format, .lineSeparator, .paragraphSeparator, .privateUse, .unassigned:
            return true
        default: return false
        }
    }
}
