internal import AgentProtocol
internal import Domain
internal import JSON
internal import Values

/// A person with what they are in a tenant.
struct MemberDocument: Sendable {
    let member: Member

    static let schema = Schema<MemberDocument>.readOnly(
        "Member", "A person, and what they are in a tenant.",
        Field("id", \.member.user.id, .id()),
        Field("login", \.member.user.login, .field(Fields.login)),
        Field("name", \.member.user.displayName, .field(Fields.displayName)),
        Field("role", \.member.membership.role, .choice),
        Field("standing", { PersonStanding(of: $0.member.user) }, .choice),
        Field("joined", \.member.membership.created, .timestamp))
}

/// Whether somebody may sign in.
enum PersonStanding: String, Sendable, CaseIterable {
    /// They have not chosen a password yet.
    case invited
    case active
    /// They are kept out of the whole hub.
    case disabled

    init(of user: User) {
        self = user.isDisabled ? .disabled : user.passwordHash == nil ? .invited : .active
    }
}

/// Somebody who is to have a part in a tenant.
struct InvitationForm: Sendable {
    let login: String
    let name: String
    let role: Role

    static let schema = Schema<InvitationForm>.object(
        "InvitationForm", "Somebody who is to have a part in a tenant.",
        Field("login", \.login, .field(Fields.login)),
        Field(
            "name", \.name, .field(Fields.displayName),
            "Who is known to the hub already keeps the name they have."),
        Field("role", \.role, .choice, "One that you may give: an owner is made by owners.")
    ) { InvitationForm(login: $0, name: $1, role: $2) }
}

/// Somebody who was just given a part in a tenant.
struct InvitationDocument: Sendable {
    let member: MemberDocument
    let code: String?

    static let schema = Schema<InvitationDocument>.readOnly(
        "Invitation", "Somebody who was just given a part in a tenant.",
        Field("member", \.member, MemberDocument.schema),
        Field(
            optional: "code", \.code, .text(43...43),
            "Lets them choose a password, once, within an hour, at `/invitation#` and this of "
                + "the hub; shown here, and never again. Missing for who is known to the hub."))
}

/// What lets somebody choose a password.
struct PasswordLinkDocument: Sendable {
    let code: String

    static let schema = Schema<PasswordLinkDocument>.readOnly(
        "PasswordLink", "What lets somebody choose a password.",
        Field(
            "code", \.code, .text(43...43),
            "Works once, within an hour, at `/invitation#` and this of the hub; shown here, "
                + "and never again."))
}

/// What somebody is to be in a tenant.
struct MemberForm: Sendable {
    let role: Role

    static let schema = Schema<MemberForm>.object(
        "MemberForm", "What somebody is to be in a tenant.",
        Field("role", \.role, .choice, "One that you may give: an owner is made by owners.")
    ) { MemberForm(role: $0) }
}

/// Whether somebody may sign in from now on.
struct MemberStandingForm: Sendable {
    enum Standing: String, Sendable, CaseIterable { case active, disabled }

    let standing: Standing

    static let schema = Schema<MemberStandingForm>.object(
        "MemberStandingForm", "Whether somebody may sign in from now on.",
        Field("standing", \.standing, .choice, "It holds for the whole hub.")
    ) { MemberStandingForm(standing: $0) }
}
