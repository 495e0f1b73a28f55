/// A parser of hostile bytes that must take any input without a crash, a hang or a wrong answer.
package struct FuzzTarget: Sendable {
    /// As in `scripts/fuzz NAME` and `Fuzz/Corpus/NAME`.
    package let name: String
    package let run: @Sendable ([UInt8]) -> Void

    /// Every target: one line each.
    package static let all = [
        FuzzTarget(name: "age-header", run: fuzzAgeHeader),
        FuzzTarget(name: "agent-message", run: fuzzAgentMessage),
        FuzzTarget(name: "archive-document", run: fuzzArchiveDocument),
        FuzzTarget(name: "archive-frames", run: fuzzArchiveFrames),
        FuzzTarget(name: "archive-index", run: fuzzArchiveIndex),
        FuzzTarget(name: "chunked-body", run: fuzzChunkedBody),
        FuzzTarget(name: "cron", run: fuzzCron),
        FuzzTarget(name: "fields", run: fuzzFields),
        FuzzTarget(name: "http-head", run: fuzzHTTPHead),
        FuzzTarget(name: "json", run: fuzzJSON),
        FuzzTarget(name: "settings", run: fuzzSettings),
        FuzzTarget(name: "sftp-packet", run: fuzzSFTPPacket),
        FuzzTarget(name: "tar", run: fuzzTar),
        FuzzTarget(name: "values", run: fuzzValues),
        FuzzTarget(name: "vault-location", run: fuzzVaultLocation),
        FuzzTarget(name: "websocket-frame", run: fuzzWebSocketFrame),
        FuzzTarget(name: "xml", run: fuzzXML),
    ]

    /// Fails on purpose, so that an alarm that has stopped ringing is noticed; not one of `all`.
    package static let canary = FuzzTarget(name: "canary", run: fuzzCanary)

    package static func named(_ name: String) -> FuzzTarget? {
        (all + [canary]).first { $0.name == name }
    }
}
