import Testing
import Values

@testable import Host

/// Lends a runner on a loop of its own.
func withRunner<Result>(
    _ body: (ProcessRunner) async throws -> Result
) async throws -> Result {
    let loop = try EventLoop(name: "runner")
    try loop.start()
    defer { loop.stop() }
    return try await body(ProcessRunner(loop: loop))
}

extension ProgramCall {
    static func shell(_ script: String) -> ProgramCall {
        ProgramCall(
            "/bin/sh", ["-c", SystemString(script)], environment: ["PATH": "/usr/bin:/bin"])
    }

    func with(_ change: (inout ProgramCall) -> Void) -> ProgramCall {
        var copy = self
        change(&copy)
        return copy
    }
}

extension CapturedOutput {
    var line: String {
        String(text.prefix { $0 != "\n" })
    }
}

/// Whether any process of the session is alive.
func isSessionAlive(_ id: Int32) throws -> Bool {
    var isAlive = false
    try Folder(at: "/proc").forEachEntry { entry throws(FileError) in
        guard let process = Int32(entry.name.description),
            let status = try? DurableFile.read(
                FilePath("/proc/\(process)/stat"), limit: .kibibytes(64)),
            let end = status.lastIndex(of: UInt8(ascii: ")"))
        else { return }
        let fields = String(decoding: status[(end + 1)...], as: UTF8.self).split(separator: " ")
        if fields[3] == "\(id)", fields[0] != "Z" { isAlive = true }
    }
    return isAlive
}
