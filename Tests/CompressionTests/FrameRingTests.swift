import Testing

@testable import Compression

@Suite struct FrameRingTests {
    private func ring(inputs: Int, outputs: Int) -> FrameRing {
        FrameRing(
            inputs: (0..<inputs).map { _ in FrameBuffer(capacity: 1) },
            outputs: (0..<outputs).map { _ in FrameBuffer(capacity: 1) })
    }

    /// True when there was a buffer to fill.
    private func feed(_ ring: inout FrameRing) throws -> Bool {
        guard let buffer = try ring.lendInput() else { return false }
        buffer.fill { $0.append(7) }
        ring.takeBackInput()
        return true
    }

    private func job(_ ring: inout FrameRing) -> FrameRing.Job? {
        if case .job(let job) = ring.takeJob() { job } else { nil }
    }

    private func index(of delivery: FrameRing.Delivery?) -> Int? {
        if case .frame(let frame) = delivery { frame.index } else { nil }
    }

    @Test func theFeederStopsWhenAllBuffersAreOut() throws {
        var ring = ring(inputs: 2, outputs: 2)
        #expect(try feed(&ring))
        #expect(try feed(&ring))
        #expect(try !feed(&ring))
        let first = try #require(job(&ring))
        #expect(try !feed(&ring))
        ring.finish(first, plainCount: 1, isStored: false)
        #expect(try feed(&ring))
    }

    @Test func workersStopWhenTheTakerKeepsItsFrames() throws {
        var ring = ring(inputs: 4, outputs: 2)
        for _ in 0..<4 { #expect(try feed(&ring)) }
        for _ in 0..<2 {
            ring.finish(try #require(job(&ring)), plainCount: 1, isStored: false)
        }
        #expect(job(&ring) == nil)
        guard case .frame(let frame) = try ring.takeNext() else {
            Issue.record("no frame")
            return
        }
        #expect(job(&ring) == nil)
        ring.takeBackOutput(frame.output)
        #expect(job(&ring)?.index == 2)
    }

    @Test func framesComeInOrderHoweverTheyAreFinished() throws {
        var ring = ring(inputs: 3, outputs: 3)
        for _ in 0..<3 { #expect(try feed(&ring)) }
        let jobs = try (0..<3).map { _ in try #require(job(&ring)) }
        #expect(jobs.map(\.index) == [0, 1, 2])
        for job in jobs.reversed() {
            #expect(index(of: try ring.takeNext()) == nil)
            ring.finish(job, plainCount: 1, isStored: false)
        }
        #expect(try ring.close(atLeastOne: true))
        for expected in 0..<3 { #expect(index(of: try ring.takeNext()) == expected) }
        guard case .end = try ring.takeNext() else {
            Issue.record("goes on")
            return
        }
    }

    @Test func feedingFromTwoPlacesTraps() async {
        await #expect(processExitsWith: .failure) {
            var ring = FrameRing(inputs: [FrameBuffer(capacity: 1)], outputs: [])
            _ = try ring.lendInput()
            _ = try ring.lendInput()
        }
    }
}
