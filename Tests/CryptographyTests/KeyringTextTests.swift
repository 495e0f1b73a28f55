import Testing
import Values

@testable import Cryptography

@Suite struct KeyringTextTests {
    private let keyring: Keyring
    private let text: String

    init() throws {
        var keyring = Keyring(created: Timestamp(seconds: 1_763_696_633))
        try keyring.rotate(at: Timestamp(milliseconds: 1_763_999_999_042))
        self.keyring = keyring
        text = keyring.encoded.text
    }

    private func decode(_ text: some StringProtocol) -> CryptographyError? {
        failure { () throws(CryptographyError) in try Keyring(decoding: Secret(String(text))) }
    }

    /// The text again with a check that fits, so that the damage itself must be noticed.
    private func resealed(_ text: String) -> String {
        guard let start = text.firstRange(of: "check ")?.lowerBound else { return text }
        let content = text[..<start]
        let tail = text[start...].drop { $0 != "\n" }
        return content + "check \(Keyring.check(Array(content.utf8).span))" + tail
    }

    @Test func keyringsSurviveTheirFile() throws {
        let read = try Keyring(decoding: keyring.encoded)
        #expect(read == keyring)
        #expect(read.encoded == keyring.encoded)
        let sealed = try keyring.seal(Secret("x"), for: [1])
        #expect(try read.open(sealed, for: [1]).text == "x")
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        #expect(lines.count == 6 && lines[0] == "holdfast keyring 1" && lines[5].isEmpty)
        #expect(lines[2].hasPrefix("key \(keyring.activeID) 2025-11-24T15:59:59.042Z "))
    }

    /// Every changed bit is found, and found before a key is used.
    @Test func everyFlippedByteIsFound() throws {
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            for bits: UInt8 in [1, 4, 0x20] {
                let damaged = bytes.flipping(index, bits)
                let error = failure { () throws(CryptographyError) in
                    try Keyring(decoding: Secret(copying: damaged.span))
                }
                #expect(error != nil, "byte \(index)")
                #expect(
                    error.map {
                        [.damaged, .malformed, .unsupported, .truncated].contains($0.kind)
                    }
                        == true)
            }
        }
    }

    @Test func everyCutIsFound() throws {
        for count in 0..<text.utf8.count {
            #expect(decode(text.prefix(count))?.kind == .truncated, "\(count) bytes")
        }
    }

    @Test func damageIsToldByItsLine() throws {
        let lines = text.split(separator: "\n").map(String.init)
        let otherKey = Keyring(created: Timestamp(seconds: 0)).keys[0]
        var other: [UInt8] = []
        otherKey.secret.appendHex(to: &other)
        let swapped = lines[1].dropLast(64) + String(decoding: other, as: UTF8.self)
        let table: [(String, CryptographyError.Kind, String)] = [
            ("", .truncated, "the keyring is empty"),
            ("something else\n", .malformed, "the file is not a keyring"),
            ("holdfast keyring 2\nkey", .unsupported, "version 2"),
            ("holdfast keyring x\nkey", .damaged, "line 1"),
            (text + "\n", .damaged, "line 6 follows the end"),
            (text.replacing(lines[1], with: swapped), .damaged, "line 2 holds a key that does not"),
            (text.replacing(lines[1], with: lines[1] + "0"), .damaged, "line 2 does not read"),
            (text.replacing(lines[1], with: lines[2]), .damaged, "line 3 repeats a key"),
            (
                text.replacing("active \(keyring.activeID)", with: "active \(otherKey.id)"),
                .damaged, "line 4 names a key"
            ),
            (text.replacing("active ", with: "Active "), .damaged, "line 4 is not one"),
        ]
        for (text, kind, message) in table {
            for text in [text, resealed(text)] {
                let error = decode(text)
                #expect(error?.kind == kind)
                #expect(error?.message.contains(message) == true, "\(error?.message ?? "none")")
            }
        }
        let redated = decode(text.replacing("2025-11-24", with: "2025-11-23"))
        #expect(redated?.message.contains("line 5 does not match the lines above it") == true)
        let large = decode(String(repeating: "x", count: Keyring.encodedSizeMax + 1))
        #expect(large?.kind == .malformed)
    }

    @Test func noMessageHoldsAKey() throws {
        let keys = keyring.keys.map(\.secret.hex)
        let bytes = Array(text.utf8)
        for index in bytes.indices {
            let error = failure { () throws(CryptographyError) in
                try Keyring(decoding: Secret(copying: bytes.flipping(index).span))
            }
            let message = error?.message ?? ""
            #expect(!keys.contains { message.contains($0.prefix(16)) })
        }
    }
}
