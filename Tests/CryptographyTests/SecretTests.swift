import Testing
import Values

@testable import Cryptography

@Suite struct SecretTests {
    private struct Account {
        let name = "anna"
        let password = Secret("hunter2")
        let token = Token.random()
    }

    @Test func nothingPrintsASecret() throws {
        let account = Account()
        let secret = account.password
        let mark = "‹redacted›"
        #expect("\(secret)" == mark)
        #expect(String(describing: secret) == mark)
        #expect(String(reflecting: secret) == mark)
        #expect("\([secret])" == "[\(mark)]")
        #expect("\(Optional(secret) as Any)" == "Optional(\(mark))")
        #expect(Mirror(reflecting: secret).children.isEmpty)
        #expect("\(account.token)" == mark && String(reflecting: account.token) == mark)

        var dumped = ""
        dump(account, to: &dumped)
        let identity = AgeIdentity.random()
        dump(identity, to: &dumped)
        let keyring = Keyring(created: Timestamp(seconds: 0))
        dump(keyring, to: &dumped)
        dump(SigningKey.random(), to: &dumped)
        dumped += "\(account) \(identity) \(keyring)"
        #expect(dumped.contains("anna") && dumped.contains(mark))
        for hidden in [
            "hunter2", account.token.revealed(), identity.encoded.text, identity.secret.hex,
            keyring.keys[0].secret.hex,
        ] {
            #expect(!dumped.contains(hidden))
        }
        // With its digits: a recipient is random letters, and "0x" may be among them.
        let address = dumped.firstMatch(of: /0x[0-9a-f]{8}/)
        #expect(address == nil, "an address would lead to the bytes")
    }

    @Test func secretsAreLentAndCompared() {
        var bytes: [UInt8] = [1, 2, 3]
        let secret = Secret(taking: &bytes)
        #expect(bytes.isEmpty)
        #expect(secret.bytes == [1, 2, 3])
        #expect(secret == Secret(copying: [1, 2, 3].span))
        #expect(secret != Secret(copying: [1, 2, 4].span))
        #expect(secret != Secret(copying: [1, 2].span))
        #expect(secret.prefix(2).bytes == [1, 2])
        #expect(Secret("").isEmpty && Secret("").bytes == [])
        #expect(Secret.random(count: 32) != Secret.random(count: 32))
    }

    /// Reads the memory after the secret is gone, which only a test may do. In a process of its
    /// own, where nobody else takes that memory; the allocator uses at most its first words for
    /// itself.
    @Test func memoryIsOverwrittenWhenTheLastCopyGoes() async {
        await #expect(processExitsWith: .success) {
            var address: UnsafePointer<UInt8>?
            let size = 4096
            do {
                let secret = Secret(copying: [UInt8].repeating(0xA5, size).span)
                let copy = secret
                secret.withPointer { address = $0 }
                precondition(copy.bytes.allSatisfy { $0 == 0xA5 })
            }
            let left = UnsafeBufferPointer(start: address, count: size).dropFirst(64)
            precondition(!left.contains(0xA5), "the secret is still in memory")
        }
    }

    @Test func hexadecimalKeysAreReadStrictly() throws {
        let bytes = Array(UInt8.min...UInt8.max)
        var text: [UInt8] = []
        Secret(copying: bytes.span).appendHex(to: &text)
        #expect(String(decoding: text, as: UTF8.self) == Hex.encode(bytes))
        #expect(Secret(hex: text.span, count: 256)?.bytes == bytes)
        #expect(Secret(hex: text.span, count: 255) == nil)
        for byte in UInt8.min...UInt8.max {
            let isDigit = "0123456789abcdef".utf8.contains(byte)
            #expect((Secret(hex: [48, byte].span, count: 1) != nil) == isDigit, "\(byte)")
            #expect((Secret(hex: [byte, 48].span, count: 1) != nil) == isDigit, "\(byte)")
        }
    }

    @Test func tokensAreReadBackAndStoredAsDigests() throws {
        let token = Token.random()
        let text = token.revealed()
        #expect(text.utf8.count == Token.characterCount)
        #expect(text.allSatisfy { $0.isLetter || $0.isNumber || $0 == "-" || $0 == "_" })
        let read = try #require(Token(text))
        #expect(read.digest.matches(token.digest))
        #expect(!Token.random().digest.matches(token.digest))
        #expect(token.digest == SHA256.hash(try #require(Base64.url.decode(text))))
        for bad in ["", String(text.dropLast()), text + "A", "+" + text.dropFirst(), text + "="] {
            #expect(Token(bad) == nil, "\(bad)")
        }
    }
}
