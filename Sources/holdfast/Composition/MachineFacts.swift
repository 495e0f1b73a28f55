internal import AgentProtocol
internal import Glibc
internal import Host
internal import Values

/// What this machine says of itself.
enum MachineFacts {
    private static let releaseMax = ByteCount.kibibytes(64)

    static func current(disks: [HostFacts.Disk] = []) throws -> HostFacts {
        let pages = Int64(sysconf(Int32(_SC_PHYS_PAGES)))
        let memory = max(0, pages) * Int64(max(0, sysconf(Int32(_SC_PAGESIZE))))
        return HostFacts(
            hostName: try HostName.current(), system: system(), architecture: architecture(),
            program: "holdfast \(BuildInfo.version)",
            processors: max(1, Int(sysconf(Int32(_SC_NPROCESSORS_ONLN)))),
            memory: ByteCount(memory), disks: disks)
    }

    /// As `uname -m` says it.
    static func architecture() -> String {
        var names = utsname()
        guard unsafe uname(&names) == 0 else { return "unknown" }
        return unsafe withUnsafeBytes(of: &names.machine) { name in
            unsafe String(decoding: name.prefix { $0 != 0 }, as: UTF8.self)
        }
    }

    /// As `/etc/os-release` calls it.
    private static func system() -> String {
        // It is a link into /usr on most systems. Without the file it is some Linux.
        guard let path = try? FilePath("/etc/os-release").withoutLinks(),
            // And so it is where it cannot be read.
            let bytes = try? DurableFile.read(path, limit: releaseMax)
        else { return "Linux" }
        let lines = String(decoding: bytes, as: UTF8.self).split(separator: "\n")
        let name = lines.lazy.compactMap { line -> Substring? in
            line.hasPrefix("PRETTY_NAME=") ? line.dropFirst("PRETTY_NAME=".count) : nil
        }.first
        return name.map { String($0.filter { $0 != "\"" }) } ?? "Linux"
    }
}
