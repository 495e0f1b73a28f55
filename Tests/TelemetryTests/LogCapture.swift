import Glibc
import Host
import TestSupport
import Testing
import Values

@testable import Telemetry

/// A pair of sockets with a log writer at one end and the test at the other.
final class LogCapture: Sendable {
    let writer: LogWriter
    let reader: Int32
    private let sink: Int32

    /// With few `pipeBytes`, what is written to a test that does not read soon stands still.
    init(
        _ format: LogFormat, capacity: Int = LogWriter.capacityDefault, pipeBytes: Int32? = nil
    ) throws {
        var ends: [Int32] = [0, 0]
        // A child that inherited an end would keep it open for as long as it runs.
        let kind = Int32(SOCK_STREAM.rawValue | SOCK_CLOEXEC.rawValue)
        try SystemError.check("socketpair", socketpair(AF_UNIX, kind, 0, &ends))
        (reader, sink) = (ends[0], ends[1])
        if var pipeBytes {
            let size = socklen_t(MemoryLayout<Int32>.size)
            let code = setsockopt(sink, SOL_SOCKET, SO_SNDBUF, &pipeBytes, size)
            try SystemError.check("setsockopt", code)
        }
        writer = LogWriter(format, to: sink, capacity: capacity)
    }

    deinit {
        close(reader)
    }

    /// Everything said so far. Nothing can be said afterwards.
    func lines() async throws -> [String] {
        try await blocking {
            try #require(writer.flush(within: .seconds(120)))
            close(sink)
            var text = ""
            while let more = try some() { text += more }
            return text.split(separator: "\n").map(String.init)
        }
    }

    /// What comes until it is enough, however long that takes.
    func read(until isEnough: @Sendable (String) -> Bool) async throws -> String {
        try await blocking {
            var text = ""
            while !isEnough(text) { text += try #require(try some()) }
            return text
        }
    }

    /// Reads what is there, waiting for at least one byte; nil at the end.
    private func some() throws -> String? {
        var buffer = [UInt8](repeating: 0, count: 65_536)
        let count = Glibc.read(reader, &buffer, buffer.count)
        guard count >= 0 else { throw SystemError.last("read") }
        return count == 0 ? nil : String(decoding: buffer[..<count], as: UTF8.self)
    }
}

/// A Saturday in November.
let someMorning = WallClock { Timestamp(milliseconds: 1_763_696_789_042) }
