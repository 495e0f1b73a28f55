internal import Glibc
internal import Values

/// Kills all processes of one session: also those that a shell with job control has put into groups
/// of their own. What has left for another session is a daemon and none of our business.
struct SessionSweep {
    /// A process may fork between the look and the kill; each round leaves fewer to do so.
    private static let roundsMax = 20

    let session: Int32

    func run() {
        for _ in 0..<Self.roundsMax {
            let members = livingMembers()
            guard !members.isEmpty else { return }
            for member in members { kill(member, SIGKILL) }
        }
    }

    private func livingMembers() -> [Int32] {
        var members: [Int32] = []
        // Without /proc there is nothing to be found; the process group has been killed already.
        try? Folder(at: "/proc").forEachEntry { entry throws(FileError) in
            guard let id = Int32(entry.name.description), isLivingMember(id) else { return }
            members.append(id)
        }
        return members
    }

    private func isLivingMember(_ id: Int32) -> Bool {
        guard
            // A process that ended meanwhile has no status to read.
            let status = try? DurableFile.read(FilePath("/proc/\(id)/stat"), limit: .kibibytes(64)),
            // The name in parentheses may itself contain parentheses and spaces.
            let end = status.lastIndex(of: UInt8(ascii: ")"))
        else { return false }
        let fields = status[(end + 1)...].split(separator: UInt8(ascii: " "))
        guard fields.count > 3, let state = fields[0].first else { return false }
        let isDead = state == UInt8(ascii: "Z") || state == UInt8(ascii: "X")
        return !isDead && Int32(String(decoding: fields[3], as: UTF8.self)) == session
    }
}
