import Synchronization
import TestSupport
import Testing

@testable import Compression

@Suite(.timeLimit(.minutes(10))) struct FramePipelineTests {
    fileprivate struct Taken: Sendable {
        var bytes: [UInt8] = []
        var plain: [Int] = []
        var stored: [Bool] = []
        var indexes: [Int] = []
        var sizes: [Int] = []
    }

    /// Feeds and takes on threads of their own, both by blocking calls.
    private func run(
        _ work: FrameWork, workers: Int, frameSize: Int,
        feeding feed: @escaping @Sendable (FramePipeline) throws -> Void
    ) async throws -> Taken {
        let pipeline = try FramePipeline(work, workers: workers, frameSize: frameSize)
        async let feeding: Void = blocking {
            do {
                try feed(pipeline)
                try pipeline.finish()
            } catch {
                pipeline.cancel(error)
            }
        }
        let taken = try await blocking { try takeAll(pipeline) }
        try await feeding
        return taken
    }

    private func takeAll(_ pipeline: FramePipeline) throws -> Taken {
        var taken = Taken()
        while let frame = try pipeline.next() {
            taken.add(frame)
        }
        return taken
    }

    @Test(arguments: [1, 2, 5], [1000, 65_536, 1 << 20])
    func framesKeepTheirOrderAndTheProgramReadsThem(workers: Int, frameSize: Int) async throws {
        let plain = Content.text(1_234_567)
        let taken = try await run(
            .compress(level: .standard, probing: .samples), workers: workers, frameSize: frameSize
        ) { pipeline in
            for start in stride(from: 0, to: plain.count, by: 70_001) {
                let end = min(start + 70_001, plain.count)
                try pipeline.write(plain.span.extracting(start..<end))
            }
        }
        let count = (plain.count + frameSize - 1) / frameSize
        #expect(taken.indexes == Array(0..<count))
        #expect(taken.plain.reduce(0, +) == plain.count)
        #expect(taken.plain.dropLast().allSatisfy { $0 == frameSize })
        let outcome = try await runProgram("zstd", ["-dc"], input: taken.bytes)
        #expect(outcome.output == plain, "\(outcome.errorText)")
    }

    @Test func everyFrameIsDecodedAlone() async throws {
        let plain = Content.text(300_000)
        let taken = try await run(
            .compress(level: .standard, probing: .none), workers: 2, frameSize: 50_000
        ) { try $0.write(plain.span) }
        var decompressor = try ZstdDecompressor()
        var start = 0
        for (index, size) in taken.sizes.enumerated() {
            var output: [UInt8] = []
            try decompressor.decompressWhole(
                taken.bytes.span.extracting(start..<start + size), into: &output, exactly: 50_000)
            #expect(output == Array(plain[(index * 50_000)..<((index + 1) * 50_000)]))
            start += size
        }
        try await withScratchFolder { folder in
            try writeFile(taken.bytes, to: "\(folder)/frames.zst")
            let listing = try await runProgram("zstd", ["-l", "-v", "\(folder)/frames.zst"])
            #expect(listing.text.contains("Zstandard Frames: 6"), "\(listing.text)")
            #expect(listing.text.contains("Check: XXH64"), "\(listing.text)")
        }
    }

    @Test func whatDoesNotShrinkIsStoredAndStillReadByTheProgram() async throws {
        let plain = Content.noise(200_000) + Content.text(200_000)
        let taken = try await run(
            .compress(level: .standard, probing: .samples), workers: 2, frameSize: 100_000
        ) { try $0.write(plain.span) }
        #expect(taken.stored == [true, true, false, false])
        #expect(taken.sizes.allSatisfy { $0 < 100_100 })
        #expect(try await runProgram("zstd", ["-dc"], input: taken.bytes).output == plain)
    }

    @Test func framesGoBackThroughADecompressingPipeline() async throws {
        let plain = Content.text(700_000) + Content.noise(100_001)
        let packed = try await run(
            .compress(level: .standard, probing: .samples), workers: 2, frameSize: 64 << 10
        ) { try $0.write(plain.span) }
        let restored = try await run(.decompress, workers: 2, frameSize: 64 << 10) { pipeline in
            var start = 0
            for size in packed.sizes {
                try pipeline.write(packed.bytes.span.extracting(start..<start + size))
                pipeline.cut()
                start += size
            }
        }
        #expect(restored.bytes == plain)
    }

    @Test func framesEndWhereTheyAreCut() async throws {
        let taken = try await run(
            .compress(level: .fastest, probing: .none), workers: 2, frameSize: 1000
        ) { pipeline in
            for length in [10, 0, 1000, 1500] {
                try pipeline.write(Content.text(length).span)
                pipeline.cut()
            }
        }
        #expect(taken.plain == [10, 1000, 1000, 500])
    }

    @Test func nothingBecomesOneEmptyFrame() async throws {
        let taken = try await run(
            .compress(level: .standard, probing: .samples), workers: 2, frameSize: 1000
        ) { _ in }
        #expect(taken.plain == [0])
        let outcome = try await runProgram("zstd", ["-dc"], input: taken.bytes)
        #expect(outcome.status == 0 && outcome.output.isEmpty)
    }

    // MARK: Tasks

    @Test func tasksFeedAndTakeWithoutBlocking() async throws {
        let plain = Content.text(500_000)
        let pipeline = try FramePipeline(
            .compress(level: .fastest, probing: .none), workers: 2, frameSize: 10_000)
        async let fed: Void = {
            var start = 0
            while start < plain.count {
                try await pipeline.makeRoom()
                try pipeline.fillRoom { room in
                    let count = min(room.freeCapacity, 3333, plain.count - start)
                    plain.span.extracting(start..<start + count).copy(into: &room)
                    start += count
                }
            }
            try pipeline.finish()
        }()
        var taken = Taken()
        while let frame = try await pipeline.nextFrame() {
            taken.add(frame)
        }
        try await fed
        #expect(taken.indexes == Array(0..<50))
        #expect(try await runProgram("zstd", ["-dc"], input: taken.bytes).output == plain)
    }

    @Test func cancellingATaskEndsBothSides() async throws {
        let pipeline = try FramePipeline(.decompress, workers: 1)
        let taking = Task { _ = try await pipeline.nextFrame() }
        taking.cancel()
        await #expect(throws: CompressionError.self) { try await taking.value }
        #expect(failure { try pipeline.write([1].span) } == .cancelled)
    }

    // MARK: Failure

    private struct DiskFull: Error, Equatable {}

    @Test func aFeederThatWaitsForRoomGetsTheTakersError() async throws {
        let pipeline = try FramePipeline(
            .compress(level: .fastest, probing: .none), workers: 2, frameSize: 1000)
        async let feeding = blocking {
            // Far more than fits, so this waits until the other side gives up.
            Result { try pipeline.write(Content.text(1_000_000).span) }
        }
        try await blocking {
            // Once a frame is here the feeder is on its way.
            takeOne(pipeline)
            pipeline.cancel(DiskFull())
        }
        let outcome = try await feeding
        #expect(throws: DiskFull.self) { try outcome.get() }
        #expect(throws: DiskFull.self) { try takeAll(pipeline) }
    }

    @Test func aFeedersErrorReachesTheTaker() async throws {
        await #expect(throws: DiskFull.self) {
            _ = try await run(
                .compress(level: .fastest, probing: .none), workers: 2, frameSize: 1000
            ) { pipeline in
                try pipeline.write(Content.text(10_000).span)
                try pipeline.fill { _ in throw DiskFull() }
            }
        }
    }

    @Test func aWorkersErrorReachesBothSides() async throws {
        await #expect(throws: CompressionError.self) {
            _ = try await run(.decompress, workers: 2, frameSize: 1000) { pipeline in
                try pipeline.write(Array("this is no frame".utf8).span)
            }
        }
    }
}

private func takeOne(_ pipeline: FramePipeline) {
    // An error here shows up on the other side too.
    if let frame = try? pipeline.next() { _ = frame.count }
}

extension FramePipelineTests.Taken {
    fileprivate mutating func add(_ frame: borrowing Frame) {
        frame.withBytes { content in
            content.withUnsafeBufferPointer { bytes.append(contentsOf: $0) }
        }
        sizes.append(frame.count)
        plain.append(frame.plainCount)
        stored.append(frame.isStored)
        indexes.append(frame.index)
    }
}
