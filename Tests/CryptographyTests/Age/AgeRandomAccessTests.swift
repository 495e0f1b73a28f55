import TestSupport
import Testing

@testable import Cryptography

@Suite struct AgeRandomAccessTests {
    /// A file with what a reader learns from its start.
    private struct File {
        var bytes: [UInt8]
        let content: [UInt8]
        let fileKey: AgeFileKey
        let headerSize: Int

        init(size: Int) throws {
            content = .noise(size)
            bytes = []
            var encryptor = try AgeEncryptor(to: [AgeVector.identity.recipient])
            fileKey = encryptor.fileKey
            headerSize = encryptor.header.encoded.count
            encryptor.update(content, into: &bytes)
            encryptor.finish(into: &bytes)
        }

        func open() throws(CryptographyError) -> AgeRandomAccess {
            let layout = try AgePayloadLayout(
                fileSize: Int64(bytes.count), headerSize: Int64(headerSize))
            return AgeRandomAccess(
                fileKey: fileKey, nonce: slice(layout.nonceRange), layout: layout)
        }

        func slice(_ range: Range<Int64>) -> [UInt8] {
            Array(bytes[Int(range.lowerBound)..<Int(range.upperBound)])
        }

        /// The content of a range, by reading only the chunks that hold it.
        func read(
            _ range: Range<Int64>, from access: inout AgeRandomAccess
        ) throws(CryptographyError) -> [UInt8] {
            let chunks = access.layout.chunks(covering: range)
            var output: [UInt8] = []
            for chunk in chunks {
                let sealed = slice(access.layout.fileRange(of: chunk..<(chunk + 1)))
                try access.open(chunk: chunk, sealed.span, into: &output)
            }
            let start = access.layout.contentRange(of: chunks).lowerBound
            return Array(
                output[Int(range.lowerBound - start)..<Int(range.upperBound - start)])
        }
    }

    @Test(arguments: [1, 1000, 65535, 65536, 65537, 131_072, 131_073, 400_000])
    func anyPartCanBeReadAlone(size: Int) throws {
        let file = try File(size: size)
        var access = try file.open()
        let contentSize = access.layout.contentSize
        #expect(contentSize == Int64(size))
        var generator = SeededGenerator(seed: UInt64(size))
        var ranges = [0..<Int64(size), 0..<1, Int64(size - 1)..<Int64(size)]
        for _ in 0..<30 {
            let start = Int64.random(in: 0..<Int64(size), using: &generator)
            ranges.append(start..<Int64.random(in: (start + 1)...Int64(size), using: &generator))
        }
        for range in ranges {
            let part = try file.read(range, from: &access)
            #expect(part == Array(file.content[Int(range.lowerBound)..<Int(range.upperBound)]))
        }
        expectEnd(of: access, isProved: true)
    }

    @Test func theEndIsProvedByTheLastChunkAlone() throws {
        let file = try File(size: 200_000)
        var access = try file.open()
        _ = try file.read(0..<131_072, from: &access)
        expectEnd(of: access, isProved: false)
        _ = try file.read(199_999..<200_000, from: &access)
        expectEnd(of: access, isProved: true)
    }

    @Test func anEmptyFileHasOneChunk() throws {
        let file = try File(size: 0)
        var access = try file.open()
        let layout = access.layout
        #expect(layout.chunkCount == 1 && layout.contentSize == 0)
        #expect(layout.chunks(covering: 0..<0).isEmpty)
        var output: [UInt8] = []
        try access.open(
            chunk: 0, file.slice(access.layout.fileRange(of: 0..<1)).span, into: &output)
        #expect(output.isEmpty)
        expectEnd(of: access, isProved: true)
    }

    /// At a chunk's end a shortened file looks whole until its last chunk is opened.
    @Test func aShortenedFileIsFoundAtItsTail() throws {
        var file = try File(size: 200_000)
        file.bytes.removeLast(
            file.bytes.count - file.headerSize - 16 - 2 * AgePayload.sealedChunkSize)
        var access = try file.open()
        let contentSize = access.layout.contentSize
        #expect(contentSize == 131_072)
        _ = try file.read(0..<65_536, from: &access)
        let error = failure { () throws(CryptographyError) in
            _ = try file.read(65_536..<131_072, from: &access)
        }
        #expect(error?.kind == .truncated)
        expectEnd(of: access, isProved: false)
    }

    @Test func aLengthenedFileIsFoundAtItsLastChunk() throws {
        var file = try File(size: 131_072)
        file.bytes += [UInt8].noise(100)
        var access = try file.open()
        let error = failure { () throws(CryptographyError) in
            _ = try file.read(65_536..<131_072, from: &access)
        }
        #expect(error?.kind == .damaged)
        #expect(error?.message.contains("followed") == true)
    }

    @Test func damageIsFoundInItsChunkOnly() throws {
        var file = try File(size: 200_000)
        file.bytes[file.headerSize + 16 + AgePayload.sealedChunkSize + 5] ^= 1
        var access = try file.open()
        let first = try file.read(0..<65_536, from: &access)
        let last = try file.read(131_072..<200_000, from: &access)
        #expect(first == Array(file.content[..<65_536]))
        #expect(last == Array(file.content[131_072...]))
        let error = failure { () throws(CryptographyError) in
            _ = try file.read(65_530..<65_540, from: &access)
        }
        #expect(error?.kind == .damaged)
        #expect(error?.message.contains("65536") == true)
    }

    @Test func aChunkInAnotherPlaceIsRefused() throws {
        let file = try File(size: 200_000)
        var access = try file.open()
        let second = file.slice(access.layout.fileRange(of: 1..<2))
        var output: [UInt8] = []
        let error = failure { () throws(CryptographyError) in
            try access.open(chunk: 0, second.span, into: &output)
        }
        #expect(error?.kind == .damaged && output.isEmpty)
        let shortened = Array(second.dropLast())
        let short = failure { () throws(CryptographyError) in
            try access.open(chunk: 1, shortened.span, into: &output)
        }
        #expect(short?.kind == .truncated && output.isEmpty)
    }

    /// The test library cannot look into a value that cannot be copied.
    private func expectEnd(of access: borrowing AgeRandomAccess, isProved: Bool) {
        let found = access.isEndProved
        #expect(found == isProved)
    }

    static let impossibleSizes: [(Int64, Int64)] = [
        (0, 100), (215, 200), (216, 200), (231, 200), (200 + 16 + 65_552 + 1, 200),
        (200 + 16 + 65_552 + 16, 200),
    ]

    @Test(arguments: impossibleSizes)
    func impossibleSizesAreRefused(fileSize: Int64, headerSize: Int64) {
        #expect(throws: CryptographyError.self) {
            try AgePayloadLayout(fileSize: fileSize, headerSize: headerSize)
        }
    }
}
