internal import HTTPClient
internal import JSON
internal import Values

/// One event of a stream of the hub.
struct HubEvent: Sendable {
    var id: String?
    var name = "message"
    var data: [UInt8] = []
}

extension HubClient {
    /// Follows a stream until `body` has seen enough or the hub ends it. When the line breaks, it
    /// goes on after the last event that was seen.
    ///
    /// - Parameter body: false when it has seen enough.
    func follow(_ path: String, _ body: (HubEvent) throws -> Bool) async throws {
        var last: String?
        var failures = 0
        while true {
            do {
                let response = try await openStream(path, after: last)
                var reader = EventReader()
                for try await bytes in response.body {
                    for event in reader.read(bytes) {
                        last = event.id ?? last
                        failures = 0
                        guard try body(event) else { return }
                    }
                }
                failures += 1
            } catch let error as ClientError where error.disposition == .retryable {
                failures += 1
                if failures > Self.failuresMax { throw error }
            }
            guard failures <= Self.failuresMax else { throw HubAnswer.unreadable }
            try await ContinuousClock().sleep(for: Self.pause)
        }
    }

    /// A hub that is being restarted is back within a minute.
    private static var failuresMax: Int { 60 }
    private static var pause: Duration { .seconds(1) }
}

/// Cuts a `text/event-stream` into its events.
private struct EventReader {
    private var line: [UInt8] = []
    private var event = HubEvent()

    mutating func read(_ bytes: [UInt8]) -> [HubEvent] {
        var events: [HubEvent] = []
        for byte in bytes {
            guard byte == UInt8(ascii: "\n") else {
                line.append(byte)
                continue
            }
            if line.isEmpty {
                if !event.data.isEmpty { events.append(event) }
                event = HubEvent()
            } else {
                take(line)
            }
            line = []
        }
        return events
    }

    private mutating func take(_ line: [UInt8]) {
        guard let colon = line.firstIndex(of: UInt8(ascii: ":")), colon > 0 else { return }
        var value = line[(colon + 1)...]
        if value.first == UInt8(ascii: " ") { value = value.dropFirst() }
        switch String(decoding: line[..<colon], as: UTF8.self) {
        case "id": event.id = String(decoding: value, as: UTF8.self)
        case "event": event.name = String(decoding: value, as: UTF8.self)
        case "data": event.data += value
        default: break
        }
    }
}
