import Glibc
import HTTPClient
import Host
import Testing
import Values

@Suite(.timeLimit(.minutes(10))) struct NginxTests {
    @Test func filesAreReadWrittenAndDeleted() async throws {
        try await withNginx { bench, settings, folder async throws in
            try await bench.withClient(settings) { client in
                let content = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 / 3) }
                let left = Counter(10)
                var put = ClientRequest("PUT", "http://nginx/a/file")
                put.body = .stream(length: 1_000_000) {
                    let number = 10 - left.value
                    guard left.countDown() else { return nil }
                    return Array(content[(number * 100_000)..<((number + 1) * 100_000)])
                }
                #expect(try await client.send(put).status == 201)
                let written = try DurableFile.read(
                    FilePath("\(folder)/a/file"), limit: .mebibytes(1))
                let isSame = written == content
                #expect(isSame)

                var part = ClientRequest("GET", "http://nginx/a/file")
                part.headers = [ClientHeader("Range", "bytes=10-19")]
                let ranged = try await client.send(part)
                #expect(ranged.status == 206)
                #expect(ranged.header("Content-Range") == "bytes 10-19/1000000")
                let bytes = try await ranged.body.collect(limit: .kibibytes(1))
                #expect(bytes == Array(content[10..<20]))

                let delete = ClientRequest("DELETE", "http://nginx/a/file")
                #expect(try await client.send(delete).status == 204)
                let gone = try await client.send(ClientRequest("GET", "http://nginx/a/file"))
                #expect(gone.failure?.kind == .notFound)
            }
        }
    }

    /// In a process of its own, whose memory is nobody else's.
    @Test func aGibibyteIsStreamedThroughLittleMemory() async throws {
        try await withNginx { _, settings, folder async throws in
            #expect(creat("\(folder)/large", 0o644) >= 0)
            #expect(truncate("\(folder)/large", 1 << 30) == 0)
            let socket = try #require(settings.unixSocket).description
            _ = await #expect(processExitsWith: .success) { [socket = socket as String] in
                try await Bench.with { bench in
                    let settings = ClientSettings.test { $0.unixSocket = FilePath(socket) }
                    try await bench.withClient(settings) { client in
                        let before = try peakMemory()
                        let request = ClientRequest("GET", "http://nginx/large")
                        var total = 0
                        for try await bytes in try await client.send(request).body {
                            total += bytes.count
                            // A reader that is slower than the server.
                            if total % 7 == 0 { await Task.yield() }
                        }
                        #expect(total == 1 << 30)
                        let growth = ByteCount((try peakMemory() - before) << 10)
                        #expect(growth < .mebibytes(32), "grew by \(growth)")
                    }
                }
            }
        }
    }

    /// A body that nobody reads may not be taken from the server beyond the buffer.
    @Test func anUnreadBodyIsHeldBack() async throws {
        try await withNginx { bench, settings, folder async throws in
            #expect(creat("\(folder)/large", 0o644) >= 0)
            #expect(truncate("\(folder)/large", 1 << 30) == 0)
            try await bench.withClient(settings) { client in
                let received = Counter(0)
                var request = ClientRequest("GET", "http://nginx/large")
                request.onProgress = { received.set(Int($0.received)) }
                let response = try await client.send(request)
                // Other exchanges go on meanwhile, and give it the time to take too much.
                for _ in 0..<50 {
                    _ = try await client.send(ClientRequest("GET", "http://nginx/none"))
                }
                #expect(received.value > 0)
                #expect(received.value <= ResponseBody.bufferMax + (64 << 10))
                var iterator = response.body.makeAsyncIterator()
                var total = 0
                while total < 10 << 20, let bytes = try await iterator.next() {
                    total += bytes.count
                }
                #expect(total >= 10 << 20)
            }
        }
    }

    @Test func aDroppedBodyFreesItsConnectionAtOnce() async throws {
        try await withNginx { bench, settings, folder async throws in
            #expect(creat("\(folder)/large", 0o644) >= 0)
            #expect(truncate("\(folder)/large", 1 << 30) == 0)
            var settings = settings
            settings.connectionsMax = 1
            try await bench.withClient(settings) { client in
                for _ in 0..<20 {
                    let response = try await client.send(ClientRequest("GET", "http://nginx/large"))
                    #expect(response.status == 200)
                }
            }
        }
    }
}

/// VmHWM in KiB.
private func peakMemory() throws -> Int {
    let status = try DurableFile.read("/proc/self/status", limit: .kibibytes(64))
    let line = String(decoding: status, as: UTF8.self).split(separator: "\n")
        .first { $0.hasPrefix("VmHWM:") }
    return try #require(line?.split(whereSeparator: { !$0.isNumber }).first.flatMap { Int($0) })
}
