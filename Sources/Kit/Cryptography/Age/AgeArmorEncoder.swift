internal import COpenSSL

/// Armors a file as its bytes arrive.
package struct AgeArmorEncoder: Sendable {
    private var pending: [UInt8] = []
    private var hasBegun = false

    package init() {}

    package mutating func update(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        begin(into: &output)
        var position = 0
        if !pending.isEmpty {
            position = min(AgeArmor.lineSize - pending.count, bytes.count)
            pending.append(copying: bytes.extracting(first: position))
            guard pending.count == AgeArmor.lineSize else { return }
            Self.writeLine(pending.span, into: &output)
            pending.removeAll(keepingCapacity: true)
        }
        while bytes.count - position >= AgeArmor.lineSize {
            let end = position + AgeArmor.lineSize
            Self.writeLine(bytes.extracting(position..<end), into: &output)
            position = end
        }
        pending.append(copying: bytes.extracting(position...))
    }

    package mutating func update(_ bytes: [UInt8], into output: inout [UInt8]) {
        update(bytes.span, into: &output)
    }

    package consuming func finish(into output: inout [UInt8]) {
        begin(into: &output)
        if !pending.isEmpty { Self.writeLine(pending.span, into: &output) }
        output.append(contentsOf: AgeArmor.end.utf8)
        output.append(UInt8(ascii: "\n"))
    }

    private mutating func begin(into output: inout [UInt8]) {
        guard !hasBegun else { return }
        hasBegun = true
        output.append(contentsOf: AgeArmor.begin.utf8)
        output.append(UInt8(ascii: "\n"))
    }

    private static func writeLine(_ bytes: Span<UInt8>, into output: inout [UInt8]) {
        // The letters, and a zero that the library writes after them: there goes the line's end.
        output.append(addingCapacity: AgeArmor.lineLength + 1) { output in
            unsafe output.withUnsafeMutableBufferPointer { buffer, initialized in
                unsafe bytes.withUnsafeBufferPointer { input in
                    guard let start = buffer.baseAddress else { return }
                    let letters = unsafe start + initialized
                    let count = unsafe EVP_EncodeBlock(
                        letters, input.baseAddress, Int32(input.count))
                    unsafe letters[Int(count)] = UInt8(ascii: "\n")
                    initialized += Int(count) + 1
                }
            }
        }
    }
}
