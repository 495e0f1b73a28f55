import Compression
import Dispatch
import Glibc
import Tar
import Values

/// Archives are made by these two: frames on two threads against the zstd program on two, and
/// headers against GNU tar, which does nothing else on empty files.
enum CompressionRows {
    static let rows = [framesOfUsrShare, headersOfEmptyFiles]

    private static let workers = 2
    private static let headerCount = 20_000

    private static let framesOfUsrShare = Row(
        "zstd frames of /usr/share", unit: "MB/s", better: .more, goal: .ratioAtLeast(1)
    ) { scratch in
        let tar = "\(scratch)/share.tar"
        _ = try Measure.program(["tar", "-C", "/usr", "-cf", "-", "share"], output: tar)
        let megabytes = try Double(size(of: tar)) / 1e6
        return Contest(
            ours: Contestant(name: "FramePipeline, 2 workers") {
                try await Measure.rate(of: megabytes) { try await compress(tar) }
            },
            peer: Contestant(name: "zstd -3 -T\(workers) -B4M") {
                try Measure.program(["zstd", "-q", "-3", "-T\(workers)", "-B4M", "-c", tar])
                    .rate(of: megabytes)
            })
    }

    private static let headersOfEmptyFiles = Row(
        "tar headers", unit: "entries/s", better: .more
    ) { scratch in
        let make = "mkdir \(scratch)/t && cd \(scratch)/t && seq \(headerCount) | xargs touch"
        _ = try Measure.program(["sh", "-c", make])
        return Contest(
            ours: Contestant(name: "TarWriter") {
                try await Measure.rate(of: Double(headerCount)) { try writeHeaders() }
            },
            peer: Contestant(name: "tar --format=pax, reading a folder") {
                // To /dev/null itself GNU tar would write nothing.
                try Measure.program(
                    ["tar", "--format=pax", "-C", scratch, "-cf", "-", "t"],
                    output: "\(scratch)/t.tar"
                ).rate(of: Double(headerCount))
            })
    }

    private static func size(of path: String) throws -> Int {
        var status = stat()
        guard stat(path, &status) == 0 else {
            throw Measure.ProgramFailed(description: "\(path) cannot be read")
        }
        return Int(status.st_size)
    }

    /// Reads the file on one thread while another takes the frames.
    private static func compress(_ path: String) async throws {
        let pipeline = try FramePipeline(
            .compress(level: .standard, probing: .none), workers: workers)
        DispatchQueue.global().async {
            do {
                try feed(pipeline, from: path)
                try pipeline.finish()
            } catch {
                pipeline.cancel(error)
            }
        }
        try await withCheckedThrowingContinuation { continuation in
            DispatchQueue.global().async {
                continuation.resume(with: Result { try drain(pipeline) })
            }
        }
    }

    private static func feed(_ pipeline: FramePipeline, from path: String) throws {
        let file = open(path, O_RDONLY)
        guard file >= 0 else { throw Measure.ProgramFailed(description: "\(path) is missing") }
        defer { close(file) }
        var isAtEnd = false
        while !isAtEnd {
            try pipeline.fill { room in
                room.withUnsafeMutableBufferPointer { buffer, count in
                    let free = buffer[count...].prefix(256 << 10)
                    let got = read(file, buffer.baseAddress.map { $0 + count }, free.count)
                    isAtEnd = got <= 0
                    count += max(0, got)
                }
            }
        }
    }

    private static func drain(_ pipeline: FramePipeline) throws {
        while let frame = try pipeline.next() {
            precondition(frame.count > 0)
        }
    }

    private static func writeHeaders() throws {
        var writer = TarWriter()
        var bytes: [UInt8] = []
        for index in 0..<headerCount {
            var entry = TarEntry(path: Array("t/\(index)".utf8), kind: .file)
            entry.modified = FileTime(seconds: 1_700_000_000, nanoseconds: 123_456_789)
            entry.user = .init(id: 0, name: Array("root".utf8))
            entry.group = entry.user
            try writer.begin(entry, into: &bytes)
            try writer.end(into: &bytes)
            if bytes.count > 1 << 20 { bytes.removeAll(keepingCapacity: true) }
        }
    }
}
