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
                    VaultServeCommand(),
                    CommandGroup(
                        "client", "Who may come to a folder that is served.",
                        [
                            VaultClientAddCommand(), VaultClientListCommand(),
                            VaultClientRemoveCommand(),
                        ]),
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
                    AgentsListCommand(), AgentsShowCommand(), AgentsCoverageCommand(),
                    AgentsWaitingCommand(),
                    AgentsApproveCommand(),
                    AgentsRefuseCommand(), AgentsEditCommand(), AgentsLabelCommand(),
                    AgentsLimitCommand(),
                    AgentsBackUpCommand(), AgentsHooksCommand(),
                    AgentsStandingCommand(
                        "pause", "paused", "Let an agent begin nothing until it is resumed."),
                    AgentsStandingCommand(
                        "drain", "draining", "Let an agent finish what it has, and nothing new."),
                    AgentsStandingCommand("resume", "active", "Let an agent work again."),
                    AgentsStandingCommand(
                        "revoke", "revoked", "Send an agent away for good, at once."),
                    HubDeleteCommand(.agents, "Forget an agent; its link ends at once."),
                ]),
            CommandGroup(
                "vaults", "The vaults of a hub.",
                [
                    VaultsListCommand(), VaultsShowCommand(), VaultsCreateCommand(),
                    VaultsEditCommand(), VaultsCopiesCommand(), VaultsTestCommand(),
                    VaultsCopyCommand(), VaultsMaintainCommand(), VaultsWipeCommand(),
                    HubDeleteCommand(
                        .vaults, "Forget a vault that no source stores in, with what opens it."),
                ]),
            CommandGroup(
                "tenants", "Whose things a hub keeps apart.",
                [
                    TenantsListCommand(), TenantsLimitsCommand(), TenantsEditCommand(),
                    TenantsHostedCommand(), TenantsCreateCommand(), TenantsRenameCommand(),
                ]),
            OverviewCommand(),
            CommandGroup(
                "sources", "What a hub protects.",
                [
                    SourcesListCommand(), HubShowCommand(.sources), SourcesCreateCommand(),
                    SourcesEditCommand(), SourcesRetentionCommand(), SourcesOverrideCommand(),
                    SourcesForgetCommand(), SourcesTestCommand(), SourcesBrowseCommand(),
                    SourcesPauseCommand(
                        "pause", isEnabled: false, "Keep a source from being fired."),
                    SourcesPauseCommand(
                        "resume", isEnabled: true, "Let a source be fired again."),
                    HubDeleteCommand(
                        .sources, "Forget a source that no schedule fires; its backups stay."),
                ]),
            CommandGroup(
                "schedules", "When sources are backed up.",
                [
                    SchedulesListCommand(), HubShowCommand(.schedules),
                    SchedulesCreateCommand(), SchedulesEditCommand(),
                    SchedulesRunCommand(),
                    SchedulesPauseCommand(
                        "pause", "PUT", "Keep a schedule from firing."),
                    SchedulesPauseCommand(
                        "resume", "DELETE",
                        "Let a schedule fire again; what was due meanwhile is not caught up."),
                    SchedulesPreviewCommand(),
                    HubDeleteCommand(.schedules, "Forget a schedule."),
                ]),
            CommandGroup(
                "keys", "The keys of a hub that archives are readable with.",
                [
                    KeysListCommand(), KeysCreateCommand(),
                    HubDeleteCommand(.keys, "Forget a key that no vault names."),
                ]),
            CommandGroup(
                "secrets", "The secrets that a hub keeps.", [SecretsListCommand()]),
            CommandGroup(
                "runs", "What a hub's agents do, did and are to do.",
                [
                    RunsListCommand(), RunsShowCommand(), RunsStartCommand(),
                    RunsCopyCommand(), RunsFollowCommand(), RunsCancelCommand(),
                ]),
            CommandGroup(
                "deletions", "Snapshots that are to go from a hub's vaults.",
                [
                    DeletionsListCommand(), DeletionsAskCommand(),
                    DeletionsChangeCommand.withdraw, DeletionsChangeCommand.retry,
                ]),
            CommandGroup(
                "alerts", "What is wrong at a hub, and what was.",
                [
                    AlertsListCommand(),
                    AlertsAnswerCommand(
                        "acknowledge", "acknowledgement", "Say that you look after an alert."),
                    AlertsAnswerCommand(
                        "resolve", "resolution",
                        "Say that an alert is over; what is still there is raised anew."),
                ]),
            CommandGroup(
                "files", "What lies in the snapshots that a hub knows.",
                [
                    FilesListCommand(), FilesFindCommand(), FilesVersionsCommand(),
                    FilesDiffCommand(), FilesDownloadCommand(),
                    FilesRestoreCommand(isPlan: true), FilesRestoreCommand(isPlan: false),
                ]),
            CommandGroup(
                "drills", "What rehearsed restores proved.",
                [DrillsListCommand(), DrillsPromisesCommand(), DrillsStartCommand()]),
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
                "keypack", "The master key of a hub, on its way to a safe place.",
                [KeypackExportCommand(), KeypackImportCommand()]),
            CommandGroup(
                "members", "Who has a part in a tenant.",
                [
                    MembersListCommand(), MembersInviteCommand(), MembersLinkCommand(),
                    MembersEditCommand(),
                    MembersStandingCommand(
                        "disable", "disabled", "Keep somebody out of the hub, from now on."),
                    MembersStandingCommand(
                        "enable", "active", "Let somebody in again who was kept out."),
                    MembersDeleteCommand(),
                ]),
            CommandGroup(
                "administrators", "Those who administer a hub.",
                [
                    AdministratorsListCommand(), AdministratorsAddCommand(),
                    AdministratorsRemoveCommand(),
                ]),
            CommandGroup(
                "profile", "Who you are at a hub.",
                [ProfileShowCommand(), ProfileEditCommand(), ProfilePasswordCommand()]),
            CommandGroup(
                "sessions", "Where you are signed in.",
                [SessionsListCommand(), SessionsEndCommand()]),
            CommandGroup(
                "audit", "The audit log of a hub.", [AuditListCommand(), AuditVerifyCommand()]),
            CommandGroup(
                "config", "Look at the settings.",
                [ConfigPrintCommand(HubCommand.settingsOptions, reading: SettingsContent.read)]),
            CompletionCommand(program: "holdfast"),
        ],
        explain: explain)
}
