internal import Domain

/// Every sentence of the interface in one language.
struct Words: Sendable {
    let language: Language
    let setup: SetupWords
    let signIn: SignInWords
    let problem: ProblemWords
    let field: FieldWords

    var common: CommonWords { CommonWords(language: language) }
    var figures: FigureWords { FigureWords(language: language) }
    var frame: FrameWords { FrameWords(language: language) }
    var overview: OverviewWords { OverviewWords(language: language) }
    var agents: AgentWords { AgentWords(language: language) }
    var fleet: FleetWords { FleetWords(language: language) }
    var enrolment: EnrolmentWords { EnrolmentWords(language: language) }
    var vaults: VaultWords { VaultWords(language: language) }
    var keys: KeyWords { KeyWords(language: language) }
    var copies: CopyWords { CopyWords(language: language) }
    var sources: SourceWords { SourceWords(language: language) }
    var keeping: KeepingWords { KeepingWords(language: language) }
    var restore: RestoreWords { RestoreWords(language: language) }
    var files: FileWords { FileWords(language: language) }
    var alerts: AlertWords { AlertWords(language: language) }
    var drills: DrillWords { DrillWords(language: language) }
    var protect: ProtectWords { ProtectWords(language: language) }
    var picker: PickerWords { PickerWords(language: language) }
    var schedules: ScheduleWords { ScheduleWords(language: language) }
    var runs: RunWords { RunWords(language: language) }
    var snapshots: SnapshotWords { SnapshotWords(language: language) }
    var tokens: TokenWords { TokenWords(language: language) }
    var administrators: AdministratorWords { AdministratorWords(language: language) }
    var tenants: TenantWords { TenantWords(language: language) }
    var people: PeopleWords { PeopleWords(language: language) }
    var audit: AuditWords { AuditWords(language: language) }
    var hub: HubWords { HubWords(language: language) }
    var refusals: RefusalWords { RefusalWords(language: language) }

    static func `in`(_ language: Language) -> Words {
        switch language {
        case .english: english
        case .chinese: chinese
        }
    }

    private static let english = Words(
        language: .english, setup: .english, signIn: .english, problem: .english,
        field: .english)

    private static let chinese = Words(
        language: .chinese, setup: .chinese, signIn: .chinese, problem: .chinese,
        field: .chinese)
}
