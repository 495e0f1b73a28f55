internal import Cryptography

/// The lines that make a machine an agent, each of them whole.
///
/// The token is in no process's arguments, which every user of a machine can read: the shell itself
/// writes it, in front of the script, and it travels on in a variable.
struct JoinLine: Sendable {
    let hub: String
    let token: String
    /// What the machine's own policy lets the hub have backed up, keep vaults in, and have files
    /// restored into.
    let folders: [String]
    var vaultFolders: [String] = []
    var restoreFolders: [String] = []

    /// Installs the executable and a service, by the hub's script.
    var installing: String {
        "{ echo export HOLDFAST_ENROLL_TOKEN=\(token); "
            + "curl -fsSL \(Self.quoted(hub + "/install.sh")); } | sudo sh -s --\(options)"
    }

    /// Where holdfast is installed already, as in a container; it runs as long as it is let.
    var running: String {
        "HOLDFAST_ENROLL_TOKEN=\(token) holdfast agent enroll --hub=\(Self.quoted(hub))"
            + options + " && holdfast agent run"
    }

    private var options: String {
        let insecure = isPlainAbroad ? " --insecure-http" : ""
        let reads = folders.map { " --allow-read=\(Self.quoted($0))" }.joined()
        let vaults = vaultFolders.map { " --allow-vaults=\(Self.quoted($0))" }.joined()
        let restores = restoreFolders.map { " --allow-restore=\(Self.quoted($0))" }.joined()
        return insecure + reads + vaults + restores
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
