import Glibc
import Host
import TestSupport
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
    func lines() -> [String] {
        _ = writer.flush(within: .seconds(10))
        close(sink)
        return rest().split(separator: "\n").map(String.init)
    }

    /// Reads to the end of the pipe, for which its writing end has to be closed.
    private func rest() -> String {
        var bytes: [UInt8] = []
        var buffer = [UInt8](repeating: 0, count: 65_536)
        while true {
            let count = read(reader, &buffer, buffer.count)
            guard count > 0 else { return String(decoding: bytes, as: UTF8.self) }
            bytes.append(contentsOf: buffer[..<count])
        }
    }

    /// Reads what is there, waiting for at least one byte.
    func some() -> String {
        var buffer = [UInt8](repeating: 0, count: 1 << 20)
        let count = read(reader, &buffer, buffer.count)
        return String(decoding: buffer[..<max(0, count)], as: UTF8.self)
    }
}

/// A Saturday in November.
let someMorning = WallClock { Timestamp(milliseconds: 1_763_696_789_042) }
