internal import Cryptography

/// The line that makes a machine an agent.
///
/// The token travels in a variable: an argument could be read by every user of the machine.
struct JoinLine: Sendable {
    let hub: String
    let token: String
    /// What the machine's own policy lets the hub have backed up, keep vaults in, and have files
    /// restored into.
    let folders: [String]
    var vaultFolders: [String] = []
    var restoreFolders: [String] = []

    var text: String {
        let insecure = isPlainAbroad ? " --insecure-http" : ""
        let reads = folders.map { " --allow-read=\(Self.quoted($0))" }.joined()
        let vaults = vaultFolders.map { " --allow-vaults=\(Self.quoted($0))" }.joined()
        let restores = restoreFolders.map { " --allow-restore=\(Self.quoted($0))" }.joined()
        return "HOLDFAST_ENROLL_TOKEN=\(token) holdfast agent enroll --hub=\(Self.quoted(hub))"
            + insecure + reads + vaults + restores + " && holdfast agent run"
    }

    /// Plain HTTP that leaves the hub's machine has to be asked for at the agent's end, too.
    private var isPlainAbroad: Bool {
        guard hub.hasPrefix("http://") else { return false }
        let host = hub.dropFirst("http://".count)
        return !["127.", "localhost", "[::1]"].contains { host.hasPrefix($0) }
    }

    /// As a shell takes it for one word, whatever is in it.
    static func quoted(_ text: String) -> String {
        let plain = Set(
            "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789/._-:[]".utf8)
        if !text.isEmpty, text.utf8.allSatisfy(plain.contains) { return text }
        return "'"
            + text.split(separator: "'", omittingEmptySubsequences: false)
            .joined(separator: "'\\''") + "'"
    }
}
