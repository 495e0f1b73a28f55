internal import Host
internal import TestSupport
internal import Testing
internal import Transport

/// A line to a server that takes its time, and counts the bytes on it: `Servers/delay.py`.
package struct DelayProxy: Sendable {
    package let port: UInt16
    private let control: RawConnection

    package static func with<Result>(
        to port: UInt16, milliseconds: Int, _ body: (DelayProxy) async throws -> Result
    ) async throws -> Result {
        let script = "\(WorkingTree.root)/Tests/StorageSupport/Servers/delay.py"
        return try await withScratchFolder { scratch in
            try await TestServer.run(
                "/usr/bin/python3", [script, "\(port)", "\(milliseconds)"], scratch: scratch,
                ready: { $0.hasSuffix(" ready") ? $0 : nil }
            ) { greeting in
                let ports = greeting.split(separator: " ").compactMap { UInt16($0) }
                let address = try #require(SocketAddress("127.0.0.1:\(ports[1])"))
                let proxy = DelayProxy(
                    port: ports[0], control: try await RawConnection.open(to: address))
                return try await body(proxy)
            }
        }
    }

    /// Says a word; the most bytes that were on their way at once so far.
    package func ask(_ word: String) async throws -> (up: Int, down: Int) {
        try await control.send("\(word)\n")
        let numbers = try await control.read(through: "\n").split { " \n".contains($0) }
        return (try #require(Int(numbers[0])), try #require(Int(numbers[1])))
    }
}
