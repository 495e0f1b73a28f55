import Glibc
import TestSupport
import Testing
import Transport

@testable import HTTPServer

/// In a process of its own, since memory and descriptors are counted for all of it.
@Suite struct FlatMemoryTests {
    /// A gibibyte, or one for each reader at full length.
    private static var bytesPerReader: Int { isFullLength ? 1 << 30 : 128 << 20 }

    @Test(.timeLimit(.minutes(10)))
    func eightSlowReadersOfOneGibibyteCostNoMemory() async {
        await #expect(processExitsWith: .success) {
            let handler: HTTPHandler = { _ in
                HTTPResponse(
                    .ok,
                    body: .stream(length: nil) { writer in
                        let block = [UInt8](repeating: 0x61, count: 256 << 10)
                        while true { try await writer.write(block) }
                    })
            }
            let descriptors = try await Self.openDescriptors()
            try await withServer(handler: handler) { server in
                var readers: [RawConnection] = []
                for _ in 0..<8 {
                    let reader = try await server.open()
                    try await reader.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                    readers.append(reader)
                }
                var settled = 0
                let turns = Self.bytesPerReader >> 20
                for turn in 0..<turns {
                    // Each waits for the others: the server could send far more than it reads.
                    for reader in readers { try await reader.skip(atLeast: 1 << 20) }
                    if turn == turns / 8 { settled = try await Self.residentBytes() }
                }
                let growth = try await Self.residentBytes() - settled
                precondition(growth < 8 << 20, "memory grew by \(growth) bytes")
                for reader in readers { await reader.close() }
                await server.untilIdle()
            }
            let left = try await Self.openDescriptors() - descriptors
            // The clients' loop stays: its poll and its event.
            precondition(left <= 2, "\(left) descriptors are left")
        }
    }

    private static func residentBytes() async throws -> Int {
        let status = try await runProgram("cat", ["/proc/\(getpid())/statm"]).text
        return (Int(status.split(separator: " ")[1]) ?? 0) * 4096
    }

    private static func openDescriptors() async throws -> Int {
        try await runProgram("ls", ["/proc/\(getpid())/fd"]).text.split(separator: "\n").count
    }
}
