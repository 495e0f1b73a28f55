internal import Values

/// Takes the armor off a file as it arrives. Only one text stands for each file, but for the white
/// space around it and the two customs of ending a line.
package struct AgeArmorDecoder: Sendable {
    private enum Expectation { case begin, body, end, nothing }

    private var expectation = Expectation.begin
    private var line: [UInt8] = []
    private var spaceCount = 0

    package init() {}

    package mutating func update(
        _ bytes: Span<UInt8>, into output: inout [UInt8]
    ) throws(CryptographyError) {
        for index in bytes.indices { try take(bytes[index], into: &output) }
    }

    package mutating func update(
        _ bytes: [UInt8], into output: inout [UInt8]
    ) throws(CryptographyError) {
        try update(bytes.span, into: &output)
    }

    /// The end mark may be the file's last bytes, without the end of its line.
    package consuming func finish(into output: inout [UInt8]) throws(CryptographyError) {
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        if expectation == .body || expectation == .end, isEndMark { expectation = .nothing }
        guard expectation == .nothing else {
            throw CryptographyError(.truncated, "the armor of the age file breaks off")
        }
    }

    private var isEndMark: Bool { line.elementsEqual(AgeArmor.end.utf8) }

    private func malformed(_ reason: String) -> CryptographyError {
        CryptographyError(.malformed, "the armor of the age file is not well formed: \(reason)")
    }

    private mutating func take(
        _ byte: UInt8, into output: inout [UInt8]
    ) throws(CryptographyError) {
        let isOutside = expectation == .nothing || (expectation == .begin && line.isEmpty)
        if isOutside, AgeArmor.isSpace(byte) {
            spaceCount += 1
            guard spaceCount <= AgeArmor.spaceMax else { throw malformed("too much white space") }
            return
        }
        guard expectation != .nothing else { throw malformed("something follows its end") }
        guard byte == UInt8(ascii: "\n") else {
            // A full line and a carriage return.
            guard line.count <= AgeArmor.lineLength else { throw malformed("a line is too long") }
            line.append(byte)
            return
        }
        if line.last == UInt8(ascii: "\r") { line.removeLast() }
        try takeLine(into: &output)
        line.removeAll(keepingCapacity: true)
    }

    private mutating func takeLine(into output: inout [UInt8]) throws(CryptographyError) {
        switch expectation {
        case .begin:
            guard line.elementsEqual(AgeArmor.begin.utf8) else {
                throw malformed("it does not start with its mark")
            }
            expectation = .body
        case .body, .end:
            if isEndMark {
                spaceCount = 0
                expectation = .nothing
            } else {
                try takeBody(into: &output)
            }
        case .nothing: break
        }
    }

    private mutating func takeBody(into output: inout [UInt8]) throws(CryptographyError) {
        guard expectation == .body else { throw malformed("a line is short and not the last") }
        guard !line.isEmpty, line.count <= AgeArmor.lineLength,
            let bytes = Base64.standard.decode(line)
        else { throw malformed("a line is not in base 64 of 64 letters") }
        output.append(contentsOf: bytes)
        if bytes.count < AgeArmor.lineSize { expectation = .end }
    }
}
