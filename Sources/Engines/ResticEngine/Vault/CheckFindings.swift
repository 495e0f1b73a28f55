internal import Synchronization

/// What `check` complains about, out of what it says to people.
final class CheckFindings: Sendable {
    /// As many as a person reads; a repository without an index complains of every blob.
    static let findingsMax = 200

    private struct State {
        var lines: [String] = []
        var more = 0
    }

    private let state = Mutex(State())

    func take(_ line: ResticLine) {
        guard line.bytes.count < ResticProcess.lineMax else { return }
        let text = String(decoding: line.bytes, as: UTF8.self)
        guard Self.complaints.contains(where: text.contains) else { return }
        state.withLock { state in
            if state.lines.count < Self.findingsMax {
                state.lines.append(String(text.prefix(1000)))
            } else {
                state.more += 1
            }
        }
    }

    /// Empty when the check found nothing, or did not come to its end for another reason.
    func all(of end: ResticEnd) -> [String] {
        guard !end.isSuccess, !end.hasNoRepository else { return [] }
        let (lines, more) = state.withLock { ($0.lines, $0.more) }
        return lines + (more > 0 ? ["… and \(more) more"] : [])
    }

    /// Parts of every complaint of 0.14 to 0.18. What is there twice or without a use is none.
    private static let complaints = [
        "does not exist", "unexpected file size", "Pack ID does not match", "unexpected pack id",
        "ciphertext verification failed", "error loading index", "not found in repository",
        "not found in index", "invalid data returned", "failed to download", "download error",
        "no such file or directory", "hash does not match", "file is too short",
        "contains 1 errors", "contains 2 errors", "error for tree", "is damaged",
    ]
}
