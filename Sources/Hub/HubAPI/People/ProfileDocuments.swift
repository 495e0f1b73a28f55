internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import JSON
internal import Values

/// A person, as they see themselves.
struct ProfileDocument: Sendable {
    let user: User

    static let schema = Schema<ProfileDocument>.readOnly(
        "Profile", "A person, as they see themselves.",
        Field("id", \.user.id, .id()), Field("login", \.user.login, .field(Fields.login)),
        Field("name", \.user.displayName, .field(Fields.displayName)),
        Field(
            optional: "language", \.user.language, .choice,
            "Of the pages; missing where the browser decides."))
}

/// What somebody changes about themselves.
struct ProfileForm: Sendable {
    let name: String
    let language: Language?

    static let schema = Schema<ProfileForm>.object(
        "ProfileForm", "What somebody changes about themselves.",
        Field("name", \.name, .field(Fields.displayName)),
        Field(
            optional: "language", \.language, .choice,
            "Of the pages; without, the browser decides.")
    ) { ProfileForm(name: $0, language: $1) }
}

/// Another password, with the one it is to replace.
struct PasswordForm: Sendable {
    let old: Secret
    let new: Secret

    static let schema = Schema<PasswordForm>.object(
        "PasswordForm", "Another password, with the one it is to replace.",
        Field("old", \.old, .secret(.text(1...256, .any)) { Secret($0) }),
        Field("new", \.new, .secret(.field(Fields.password)) { Secret($0) })
    ) { PasswordForm(old: $0, new: $1) }
}

/// A session, as somebody sees all of theirs.
struct OwnSessionDocument: Sendable {
    let session: Session
    let isCurrent: Bool

    static let schema = Schema<OwnSessionDocument>.readOnly(
        "OwnSession", "Where somebody is signed in.",
        Field("id", \.session.id, .id()), Field("opened", \.session.created, .timestamp),
        Field("lastSeen", \.session.lastSeen, .timestamp, "To the minute."),
        Field("expires", \.session.expires, .timestamp, "When it ends, however busy it is."),
        Field("address", \.session.address, .text(0...256, .any), "Where it was opened from."),
        Field("userAgent", \.session.userAgent, .text(0...256, .any), "And by what."),
        Field("current", \.isCurrent, .bool, "Whether it is the one that asks."))
}
