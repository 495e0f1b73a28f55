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
        let ended = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            try await Self.serveSlowReaders(ServerSetup(), trust: nil) { _ in
                HTTPResponse(
                    .ok,
                    body: .stream(length: nil) { writer in
                        let block = [UInt8](repeating: 0x61, count: 256 << 10)
                        while true { try await writer.write(block) }
                    })
            }
        }
        tell(ended)
    }

    @Test(.timeLimit(.minutes(10)))
    func eightSlowReadersOfAFileUnderTLSCostNoMemory() async {
        let ended = await #expect(
            processExitsWith: .success, observing: [\.standardOutputContent]
        ) {
            try await withCertificates { certificates in
                let path = certificates.path("content")
                let size = 2 << 30
                _ = try await runProgram("truncate", ["-s", "\(size)", path])
                var setup = ServerSetup()
                setup.tls = try TLSServer(
                    certificateFile: certificates.path("one.pem"),
                    keyFile: certificates.path("one.key"))
                let trust = TLSTrust.authorities(pem: try await certificates.pem("ca.pem"))
                try await Self.serveSlowReaders(setup, trust: trust) { _ in
                    HTTPResponse(.ok, body: .file(openFile(path, range: 0..<size)))
                }
            }
        }
        tell(ended)
    }

    /// Passes on the figure, for the report of a full run.
    private func tell(_ ended: ExitTest.Result?) {
        let lines = String(decoding: ended?.standardOutputContent ?? [], as: UTF8.self)
        for line in lines.split(separator: "\n") where line.contains(" MiB ") { print(line) }
    }

    /// Reads what `handler` sends with eight clients that wait for each other: the server could
    /// send far more than they read.
    private static func serveSlowReaders(
        _ setup: ServerSetup, trust: TLSTrust?, handler: @escaping HTTPHandler
    ) async throws {
        let descriptors = try await openDescriptors()
        try await withServer(setup, handler: handler) { server in
            var readers: [RawConnection] = []
            for _ in 0..<8 {
                let reader = try await server.open(tls: trust.map { try TLSClient(trust: $0) })
                try await reader.send("GET / HTTP/1.1\r\nHost: a\r\n\r\n")
                readers.append(reader)
            }
            var settled = 0
            let turns = bytesPerReader >> 20
            for turn in 0..<turns {
                for reader in readers { try await reader.skip(atLeast: 1 << 20) }
                if turn == turns / 8 { settled = try await residentBytes() }
            }
            let growth = try await residentBytes() - settled
            print("\(8 * turns) MiB to eight readers: memory grew by \(growth >> 10) KiB")
            precondition(growth < 8 << 20, "memory grew by \(growth) bytes")
            for reader in readers { await reader.close() }
            await server.untilIdle()
        }
        let left = try await openDescriptors() - descriptors
        // The clients' loop stays: its poll and its event.
        precondition(left <= 2, "\(left) descriptors are left")
    }

    private static func residentBytes() async throws -> Int {
        let status = try await runProgram("cat", ["/proc/\(getpid())/statm"]).text
        return (Int(status.split(separator: " ")[1]) ?? 0) * 4096
    }

    private static func openDescriptors() async throws -> Int {
        try await runProgram("ls", ["/proc/\(getpid())/fd"]).text.split(separator: "\n").count
    }
}
