import Connector
import Dispatch
import FilesConnector
import Host

/// Reading trees is half of what a backup of small files does. The peer is GNU tar, which reads the
/// same files and gives them to a pipe.
enum FilesRows {
    static let rows = [smallFiles, measuring]

    private static let fileCount = 100_000

    private static let smallFiles = Row(
        "read 100 000 small files", unit: "CPU s", better: .less, goal: .ratioAtMost(0.8)
    ) { scratch in
        try makeSmallFiles(scratch)
        return Contest(
            ours: Contestant(name: "FilesSource") {
                try await cpuSeconds { try readAll("\(scratch)/t") }
            },
            // To /dev/null itself GNU tar would read nothing.
            peer: Contestant(name: "tar | cat") {
                let use = try Measure.program(
                    ["sh", "-c", "tar -C \(scratch) -cf - t | cat >/dev/null"])
                return Measurement(
                    value: use.cpuSeconds, cpuSeconds: use.cpuSeconds, peakBytes: use.peakBytes)
            })
    }

    private static let measuring = Row(
        "count 100 000 small files", unit: "CPU s", better: .less, goal: .ratioAtMost(1)
    ) { scratch in
        try makeSmallFiles(scratch)
        return Contest(
            ours: Contestant(name: "FilesSource.measure") {
                try await cpuSeconds {
                    _ = try FilesSource([FilePath("\(scratch)/t")]).measure { _ in }
                }
            },
            peer: Contestant(name: "du -s") {
                let use = try Measure.program(["du", "-s", "\(scratch)/t"])
                return Measurement(
                    value: use.cpuSeconds, cpuSeconds: use.cpuSeconds, peakBytes: use.peakBytes)
            })
    }

    /// Text of 1 to 8 KiB, a hundred to a folder.
    private static func makeSmallFiles(_ scratch: String) throws {
        let script = """
            import os, random, sys
            random.seed(1)
            text = open('/usr/share/common-licenses/GPL-3', 'rb').read() * 2
            for index in range(\(fileCount)):
                folder = '\(scratch)/t/%03d' % (index % 1000)
                if index < 1000: os.makedirs(folder)
                start = random.randrange(len(text) - 8192)
                with open(folder + '/%d.txt' % index, 'wb') as file:
                    file.write(text[start:start + random.randrange(1024, 8192)])
            """
        _ = try Measure.program(["python3", "-c", script])
    }

    private static func cpuSeconds(
        _ body: @escaping @Sendable () throws -> Void
    ) async throws -> Measurement {
        let measured = try await Measure.rate(of: 1) {
            try await withCheckedThrowingContinuation {
                (done: CheckedContinuation<Void, any Error>) in
                DispatchQueue.global().async { done.resume(with: Result { try body() }) }
            }
        }
        let cpu = measured.cpuSeconds ?? 0
        return Measurement(value: cpu, cpuSeconds: cpu)
    }

    private static func readAll(_ path: String) throws {
        let stream = try FilesSource([FilePath(path)]).entries()
        let buffer = UnsafeMutableBufferPointer<UInt8>.allocate(capacity: 256 << 10)
        defer { buffer.deallocate() }
        var total = 0
        while let item = try stream.next() {
            guard case .entry(let entry) = item, let content = entry.content else { continue }
            let reader = try content.open()
            var count = 0
            repeat {
                var room = OutputSpan(buffer: buffer, initializedCount: 0)
                try reader.read(into: &room)
                count = room.finalize(for: buffer)
                total += count
            } while count > 0
            _ = try reader.finish()
        }
        precondition(total > fileCount * 1024, "everything is read")
    }
}
