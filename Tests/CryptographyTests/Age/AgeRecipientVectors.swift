import Values

@testable import Cryptography

extension AgeVector {
    static func recipients() throws -> [AgeVector] { x25519 + (try scrypt()) }

    private static func file(
        _ name: String, _ kind: CryptographyError.Kind?,
        _ build: (inout AgeVectorFile) throws -> Void
    ) rethrows -> AgeVector {
        var file = AgeVectorFile()
        file.version()
        try build(&file)
        let bytes = file.bytes
        let key = file.fileKey
        let outcome = kind.map { Outcome.failure($0, released: []) }
        return AgeVector(name, outcome ?? .content(AgeVectorFile.content)) {
            $0.bytes = bytes
            $0.fileKey = key
            $0.code()
            $0.payload()
        }
    }

    private static let x25519: [AgeVector] = [
        file("X25519 several recipients") {
            $0.x25519(stranger)
            $0.x25519()
            $0.x25519(stranger)
        },
        file("X25519 no match", .wrongKey) { $0.x25519(stranger) },
        file("X25519 second identity", nil) { $0.x25519() }
            .opened(with: .identities([stranger, identity])),
        file("X25519 damaged body", .wrongKey) {
            $0.x25519()
            $0.editLastLine { ($0.first == "A" ? "B" : "A") + $0.dropFirst() }
        },
        file("X25519 in lower case is another kind", .wrongKey) {
            $0.x25519 { ["x25519", $0] }
        },
        file("X25519 extra argument", .malformed) { $0.x25519 { ["X25519", $0, "1234"] } },
        file("X25519 no argument", .malformed) { $0.x25519 { _ in ["X25519"] } },
        file("X25519 share not canonical", .malformed) {
            $0.x25519 { ["X25519", notCanonical($0)] }
        },
        file("X25519 share padded", .malformed) { $0.x25519 { ["X25519", $0 + "="] } },
        file("X25519 body not canonical", .malformed) {
            $0.x25519()
            $0.editLastLine(notCanonical)
        },
        file("X25519 long share", .malformed) {
            $0.x25519(share: Array(identity.recipient.bytes) + [0])
        },
        file("X25519 short share", .malformed) {
            $0.x25519(share: Array(identity.recipient.bytes.dropLast()))
        },
        file("X25519 long file key", .malformed) {
            $0.fileKey = Array("A LONGER YELLOW SUBMARINE".utf8)
            $0.x25519()
        },
        file("X25519 short file key", .malformed) {
            $0.x25519()
            $0.editLastLine { _ in Base64.unpadded.encode([UInt8].repeating(1, 31)) }
        },
        file("X25519 share of zeros", .malformed) { $0.x25519(share: .repeating(0, 32)) },
        file("X25519 share of one", .malformed) {
            $0.x25519(share: [1] + .repeating(0, 31))
        },
        // The points of order eight and the unreduced forms of zero and one (RFC 7748 section 6.1
        // and the list in the curve's author's pages).
        file("X25519 low order", .malformed) { $0.x25519(share: lowOrder(0xe0)) },
        file("X25519 low order, the other", .malformed) { $0.x25519(share: lowOrder(0x5f)) },
        file("X25519 share of the prime", .malformed) {
            $0.x25519(share: [0xed] + .repeating(0xff, 30) + [0x7f])
        },
        file("X25519 malformed beside the right one", .malformed) {
            $0.x25519()
            $0.x25519(stranger) { ["X25519", $0, "x"] }
        },
    ]

    private static func file(
        _ name: String, _ build: (inout AgeVectorFile) -> Void
    ) -> AgeVector {
        file(name, nil, build)
    }

    private static func lowOrder(_ first: UInt8) -> [UInt8] {
        let text =
            first == 0xe0
            ? "e0eb7a7c3b41b8ae1656e3faf19fc46ada098deb9c32b1fd866205165f49b800"
            : "5f9c95bca3508c24b1d0b1559c83ef5b04445cc4581c8e86d8224eddd09f1157"
        return Hex.decode(text) ?? []
    }

    private static func scrypt() throws -> [AgeVector] {
        let vectors = try workFactors() + scryptStanzas() + scryptAlone()
        return vectors.map { $0.opened(with: .passphrase(passphrase)) } + [
            try file("scrypt with an identity", .wrongKey) { try $0.scrypt() },
            file("X25519 with a passphrase", .wrongKey) { $0.x25519() }
                .opened(with: .passphrase(passphrase)),
        ]
    }

    private static func workFactors() throws -> [AgeVector] {
        let malformed = ["", "0", "01", "012", "0x0a", "aaa10", "+10", "-10", "1e1", "10 "]
        let tooMuch = ["21", "22", "23", "64", "999999999999999999999999"]
        func vector(_ text: String, _ kind: CryptographyError.Kind) throws -> AgeVector {
            try file("scrypt work factor '\(text)'", kind) {
                try $0.scrypt { salt, _ in ["scrypt", salt, text] }
            }
        }
        return try malformed.map { try vector($0, .malformed) }
            + tooMuch.map { try vector($0, .passphraseTooExpensive) }
    }

    private static func scryptStanzas() throws -> [AgeVector] {
        [
            try file("scrypt", nil) { try $0.scrypt() },
            try file("scrypt no match", .wrongKey) { try $0.scrypt("passworD") },
            try file("scrypt wrong work factor", .wrongKey) {
                try $0.scrypt { salt, _ in ["scrypt", salt, "11"] }
            },
            try file("scrypt damaged body", .wrongKey) {
                try $0.scrypt()
                $0.editLastLine { ($0.first == "A" ? "B" : "A") + $0.dropFirst() }
            },
            try file("scrypt in upper case is another kind", .wrongKey) {
                try $0.scrypt { salt, factor in ["Scrypt", salt, factor] }
            },
            try file("scrypt extra argument", .malformed) {
                try $0.scrypt { ["scrypt", $0, $1, "1"] }
            },
            try file("scrypt no work factor", .malformed) {
                try $0.scrypt { salt, _ in ["scrypt", salt] }
            },
            try file("scrypt no salt", .malformed) {
                try $0.scrypt { _, factor in ["scrypt", factor] }
            },
            try file("scrypt salt not canonical", .malformed) {
                try $0.scrypt { ["scrypt", notCanonical($0), $1] }
            },
            try file("scrypt long salt", .malformed) { try $0.scrypt(saltSize: 17) },
            try file("scrypt short salt", .malformed) { try $0.scrypt(saltSize: 15) },
            try file("scrypt body not canonical", .malformed) {
                try $0.scrypt()
                $0.editLastLine(notCanonical)
            },
            try file("scrypt long file key", .malformed) {
                $0.fileKey = Array("A LONGER YELLOW SUBMARINE".utf8)
                try $0.scrypt()
            },
        ]
    }

    private static func scryptAlone() throws -> [AgeVector] {
        [
            try file("scrypt and X25519", .malformed) {
                try $0.scrypt()
                $0.x25519()
            },
            try file("X25519 and scrypt", .malformed) {
                $0.x25519()
                try $0.scrypt()
            },
            try file("scrypt and an unknown kind", .malformed) {
                try $0.scrypt()
                $0.line("-> other")
                $0.body([])
            },
            try file("scrypt twice", .malformed) {
                try $0.scrypt()
                try $0.scrypt("other")
            },
        ]
    }
}
