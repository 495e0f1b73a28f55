internal import Domain
internal import HTTPServer
internal import HubCore
internal import Values

/// All that happened to a run, one line for each event, as a file of text.
struct RunLogFile: Sendable {
    private let desk: RunDesk
    private let run: Run

    private static let pageMax = 500

    init(_ desk: RunDesk, _ run: Run) {
        self.desk = desk
        self.run = run
    }

    var response: HTTPResponse {
        HTTPResponse(
            .ok,
            fields: [
                .contentType: "text/plain; charset=utf-8", .cacheControl: "no-store",
                "Content-Disposition": "attachment; filename=\"run-\(run.id).log\"",
            ],
            body: .stream(length: nil) { writer in
                var last: Int64 = 0
                while true {
                    let events = try await desk.events(
                        of: run.id, in: run.tenant, after: last, limit: Self.pageMax)
                    try await writer.write(events.map(Self.line).joined())
                    guard events.count == Self.pageMax, let end = events.last else { return }
                    last = end.number
                }
            })
    }

    private static func line(_ event: KnownEvent) -> String {
        var words = ["\(event.time)", event.level.rawValue, event.kind.rawValue]
        if let attempt = event.attempt { words.append("attempt=\(attempt)") }
        if let vault = event.vault { words.append("vault=\(vault)") }
        if let code = event.code { words.append("code=\(code)") }
        // A line of the file for each event, whatever a program printed.
        let text = event.text.unicodeScalars.map { $0.value < 0x20 ? " " : String($0) }.joined()
        if !text.isEmpty { words.append(text) }
        return words.joined(separator: " ") + "\n"
    }
}
