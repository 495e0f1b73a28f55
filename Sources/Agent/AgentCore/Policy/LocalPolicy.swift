package import Host

/// What a machine lets its hub do: the last word about every command and path that comes from
/// elsewhere, in a file that only the machine's own administrator writes.
///
/// The default lets nothing be read, written or run: whoever breaks into a hub gets no further than
/// what each machine's file says. docs/user/agent-policy.md is what people read of it.
package struct LocalPolicy: Hashable, Sendable {
    /// Folders that sources may lie in and whose names the hub may look at.
    package var readable: [FilePath] = []
    /// Folders that a restore may write into.
    package var restorable: [FilePath] = []
    /// Folders of this machine that vaults may lie in.
    package var vaultFolders: [FilePath] = []
    /// Beginnings of the places elsewhere that backups may go to; nil for any.
    package var places: [String]?
    /// Servers that may be read from over SSH, and looked at when paths are chosen.
    package var readableServers: [ServerRule] = []
    /// Servers that a restore may write to.
    package var restorableServers: [ServerRule] = []
    package var hooks = HookRule.exactly([])
    /// Where it is written, for whoever is told how to change it.
    var file: FilePath = FilePath(LocalPolicy.fileName)

    /// Which commands may run around a backup.
    package enum HookRule: Hashable, Sendable {
        case any
        /// Those that are written in the policy word for word.
        case exactly(Set<String>)
    }

    package init() {}
}
