package import Host

/// The service that runs an agent on a machine with systemd: as root, since it reads what others
/// may not, and with no more of root than that takes. It can write only where the policy lets a hub
/// write, and in its own folder.
package struct SystemdUnit: Sendable {
    private let program: FilePath
    private let folder: FilePath
    private let policy: LocalPolicy

    package init(program: FilePath, folder: FilePath, policy: LocalPolicy) {
        self.program = program
        self.folder = folder
        self.policy = policy
    }

    /// What restoring needs: reading and writing what is somebody else's, and giving it to him.
    private static let capabilities = [
        "CAP_DAC_OVERRIDE", "CAP_DAC_READ_SEARCH", "CAP_CHOWN", "CAP_FOWNER", "CAP_FSETID",
        "CAP_SETFCAP", "CAP_MKNOD", "CAP_SYS_NICE", "CAP_SETUID", "CAP_SETGID", "CAP_KILL",
    ]

    package var text: String {
        """
        # Written by `holdfast agent unit`, from this machine's policy: write it anew when that
        # lets a restore or a vault lie in other folders. A hook runs within the same limits.
        [Unit]
        Description=Holdfast agent: backs this machine up
        Wants=network-online.target
        After=network-online.target time-sync.target

        [Service]
        Type=exec
        ExecStart=\(Self.word(program)) agent run --data-dir=\(Self.word(folder))
        Restart=always
        RestartSec=5
        # What is being backed up is left so that the next start goes on with it.
        KillMode=mixed
        TimeoutStopSec=120
        UMask=0077
        ProtectSystem=strict
        ProtectHome=read-only
        \(writable)
        ProtectKernelTunables=yes
        ProtectKernelModules=yes
        ProtectKernelLogs=yes
        ProtectControlGroups=yes
        ProtectClock=yes
        RestrictNamespaces=yes
        RestrictRealtime=yes
        RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6 AF_NETLINK
        LockPersonality=yes
        MemoryDenyWriteExecute=yes
        NoNewPrivileges=yes
        SystemCallArchitectures=native
        SystemCallFilter=@system-service mknod mknodat
        CapabilityBoundingSet=\(Self.capabilities.joined(separator: " "))

        [Install]
        WantedBy=multi-user.target

        """
    }

    /// A folder that is not there yet is no reason not to start.
    private var writable: String {
        let folders = [folder] + policy.restorable + policy.vaultFolders
        return folders.map { "ReadWritePaths=\(Self.word($0, after: "-"))" }.joined(separator: "\n")
    }

    /// As systemd reads a word: quoted, and with nothing that it would expand.
    private static func word(_ path: FilePath, after prefix: String = "") -> String {
        let escaped = path.description.unicodeScalars.map { scalar in
            switch scalar {
            case "\\", "\"": "\\\(scalar)"
            case "%": "%%"
            case "$": "$$"
            case "\n": "\\n"
            default: String(scalar)
            }
        }
        return "\"\(prefix)\(escaped.joined())\""
    }
}
