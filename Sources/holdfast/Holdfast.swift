internal import CommandLine
internal import Glibc
internal import Host
internal import HubCore
internal import Settings

@main
struct Holdfast {
    static func main() async {
        Heap.returnLargeBlocks()
        let code = await program.run(
            Array(Swift.CommandLine.arguments.dropFirst()), on: .ofProcess())
        // Not `exit`: connections may still be ending on threads of their own, and it would take
        // OpenSSL's tables from under them. Nothing is buffered that it would write.
        _exit(code.rawValue)
    }

    static let program = Program(
        "holdfast", "Keeps data safe and proves it.",
        discussion: """
            Holdfast is one executable: the hub with its web pages, agents on the machines to
            protect, and every backup command for a single machine.
            """,
        version: BuildInfo.text,
        [
            BackupCommand(), SnapshotsCommand(), ListCommand(), CheckCommand(), ForgetCommand(),
            PruneCommand(), RestoreCommand(), DumpCommand(), DrillCommand(), FindCommand(),
            VersionsCommand(), DiffCommand(), StatsCommand(), CopyCommand(), RewriteCommand(),
            UnlockCommand(),
            CommandGroup(
                "repair", "Mend what can be mended.", [RepairIndexCommand()]),
            CommandGroup(
                "vault", "Make and look at vaults.",
                [
                    VaultInitCommand(), VaultInfoCommand(), VaultAdoptCommand(),
                    CommandGroup(
                        "key", "The keys that a repository itself keeps.",
                        [
                            VaultKeyListCommand(), VaultKeyAddCommand(), VaultKeyRemoveCommand(),
                            VaultKeyChangeCommand(),
                        ]),
                ]),
            CommandGroup(
                "key", "The keys of this machine.",
                [KeyCreateCommand(), KeyListCommand(), KeyExportCommand()]),
            HubCommand(),
            CommandGroup(
                "agent", "This machine as an agent of a hub.",
                [
                    AgentEnrollCommand(), AgentAnnounceCommand(), AgentRunCommand(),
                    AgentStatusCommand(), AgentRotateCommand(), AgentUnitCommand(),
                ]),
            CommandGroup(
                "agents", "The agents of a hub.",
                [
                    AgentsListCommand(), AgentsWaitingCommand(), AgentsApproveCommand(),
                    AgentsRefuseCommand(), AgentsEditCommand(),
                    AgentsStandingCommand(
                        "pause", "paused", "Let an agent begin nothing until it is resumed."),
                    AgentsStandingCommand(
                        "drain", "draining", "Let an agent finish what it has, and nothing new."),
                    AgentsStandingCommand("resume", "active", "Let an agent work again."),
                    AgentsStandingCommand(
                        "revoke", "revoked", "Send an agent away for good, at once."),
                    AgentsDeleteCommand(),
                ]),
            CommandGroup(
                "enrolment-tokens", "Tokens that let machines join a hub.",
                [
                    EnrolmentTokensCreateCommand(), EnrolmentTokensListCommand(),
                    TokenRevokeCommand("enrolment-tokens"),
                ]),
            CommandGroup(
                "api-tokens", "Tokens that programs act with.",
                [
                    APITokensCreateCommand(), APITokensListCommand(),
                    TokenRevokeCommand("api-tokens"),
                ]),
            CommandGroup(
                "config", "Look at the settings.",
                [ConfigPrintCommand(HubCommand.settingsOptions, reading: SettingsContent.read)]),
        ],
        explain: explain)
}
