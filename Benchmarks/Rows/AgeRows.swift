import Cryptography
import Glibc

/// Age files, in memory here and through its program there: both ends of the peer's pipe are the
/// page cache and /dev/null, so the cipher is what is compared.
enum AgeRows {
    static let rows = [
        row("age encrypt", peer: "age -r") { side in
            try side.encrypt()
        } program: {
            ["age", "-r", $0.identity.recipient.description, $0.contentPath]
        },
        row("age decrypt", peer: "age -d") { side in
            try side.decrypt()
        } program: {
            ["age", "-d", "-i", $0.identityPath, $0.sealedPath]
        },
    ]

    private static let size = 512 << 20
    private static let step = 1 << 20
    private static let megabytes = Double(size) / 1e6

    private static func row(
        _ name: String, peer: String, ours: @escaping @Sendable (Side) throws -> Void,
        program: @escaping @Sendable (Side) -> [String]
    ) -> Row {
        Row("\(name) 512 MiB", unit: "MB/s", better: .more, goal: .atLeast(1000)) { scratch in
            let side = try Side(scratch: scratch)
            return Contest(
                ours: Contestant(name: "holdfast") {
                    try await Measure.rate(of: megabytes) { try ours(side) }
                },
                peer: Contestant(name: peer) {
                    try Measure.program(program(side)).rate(of: megabytes)
                })
        }
    }

    /// The same content and the same sealed file for both contestants.
    private struct Side: Sendable {
        let identity = AgeIdentity.random()
        let contentPath: String
        let sealedPath: String
        let identityPath: String
        private let block: [UInt8]
        private let sealed: [UInt8]

        init(scratch: String) throws {
            contentPath = "\(scratch)/content"
            sealedPath = "\(scratch)/content.age"
            identityPath = "\(scratch)/identity"
            block = SecureRandom.bytes(step)
            var sealed: [UInt8] = []
            sealed.reserveCapacity(size + size / 1000)
            var encryptor = try AgeEncryptor(to: [identity.recipient])
            let content = try Output(contentPath)
            for _ in 0..<(size / step) {
                encryptor.update(block, into: &sealed)
                try content.write(block)
            }
            encryptor.finish(into: &sealed)
            try Output(sealedPath).write(sealed)
            try Output(identityPath).write(identity.encoded.withBytes { [UInt8](copying: $0) })
            self.sealed = sealed
        }

        func encrypt() throws {
            var output: [UInt8] = []
            var encryptor = try AgeEncryptor(to: [identity.recipient])
            for _ in 0..<(size / step) {
                output.removeAll(keepingCapacity: true)
                encryptor.update(block, into: &output)
            }
            encryptor.finish(into: &output)
        }

        func decrypt() throws {
            var output: [UInt8] = []
            var decryptor = AgeDecryptor(.identities([identity]))
            for start in stride(from: 0, to: sealed.count, by: step) {
                let end = min(start + step, sealed.count)
                output.removeAll(keepingCapacity: true)
                try decryptor.update(sealed.span.extracting(start..<end), into: &output)
            }
            try decryptor.finish(into: &output)
        }
    }

    private final class Output {
        private let file: UnsafeMutablePointer<FILE>

        init(_ path: String) throws {
            guard let file = fopen(path, "w") else {
                throw Measure.ProgramFailed(description: "cannot write \(path)")
            }
            self.file = file
        }

        func write(_ bytes: [UInt8]) throws {
            guard fwrite(bytes, 1, bytes.count, file) == bytes.count else {
                throw Measure.ProgramFailed(description: "cannot write the bench's files")
            }
        }

        deinit {
            fclose(file)
        }
    }
}
