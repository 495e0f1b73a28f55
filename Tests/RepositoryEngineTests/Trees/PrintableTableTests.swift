import Glibc
import TestSupport
import Testing

@testable import RepositoryEngine

/// The table of printable scalars against the properties that the standard library knows.
@Suite struct PrintableTableTests {
    private static let path = "Sources/Engines/RepositoryEngine/Trees/PrintableTable.swift"

    @Test func theTableIsWhatUnicodeSays() throws {
        let text = Self.source(Self.ranges)
        if getenv("UPDATE_GOLDEN") != nil {
            try writeFile(Array(text.utf8), to: "\(WorkingTree.root)/\(Self.path)")
        }
        let written = try #require(WorkingTree.bytes(of: Self.path))
        #expect(String(decoding: written, as: UTF8.self) == text)
    }

    @Test func everyScalarIsFoundInIt() {
        var wrong: [UInt32] = []
        for value in UInt32(0x80)...0x10FFFF {
            guard let scalar = Unicode.Scalar(value) else { continue }
            if GoQuoting.isPrintable(value) != Self.isPrintable(scalar) { wrong.append(value) }
        }
        #expect(wrong.isEmpty, "\(wrong.prefix(10))")
    }

    /// What the standard library knows beyond that release has no name yet for older programs.
    private static func isPrintable(_ scalar: Unicode.Scalar) -> Bool {
        guard let age = scalar.properties.age, (age.major, age.minor) <= (15, 0) else {
            return false
        }
        switch scalar.properties.generalCategory {
        case .control, .format, .surrogate, .privateUse, .unassigned, .spaceSeparator,
            .lineSeparator, .paragraphSeparator:
            return false
        default: return true
        }
    }

    private static var ranges: [ClosedRange<UInt32>] {
        var ranges: [ClosedRange<UInt32>] = []
        var start: UInt32?
        for value in UInt32(0x80)...0x11_0000 {
            let isPrintable = Unicode.Scalar(value).map(isPrintable) ?? false
            if isPrintable { start = start ?? value }
            if !isPrintable, let first = start {
                ranges.append(first...value - 1)
                start = nil
            }
        }
        return ranges
    }

    private static func source(_ ranges: [ClosedRange<UInt32>]) -> String {
        var lines = ["       "]
        for range in ranges {
            let bounds = [range.lowerBound, range.upperBound].map {
                " 0x\(String($0, radix: 16, uppercase: true)),"
            }.joined()
            if lines[lines.count - 1].utf8.count + bounds.utf8.count > 99 {
                lines.append("       ")
            }
            lines[lines.count - 1] += bounds
        }
        return """
            // Written by PrintableTableTests: run them with UPDATE_GOLDEN=1 to change this.

            enum PrintableTable {
                /// First and last of each range of scalars from U+0080 on that Unicode 15 calls
                /// letters, marks, numbers, punctuation or symbols.
                static let bounds: [UInt32] = [

            """ + lines.joined(separator: "\n") + "\n    ]\n}\n"
    }
}
