internal import AgentProtocol
internal import Domain
internal import HubCore
internal import JSON
internal import Values

/// A token that lets machines join, without its text.
struct EnrolmentTokenDocument: Sendable {
    let id: ID<OneTimeToken>
    let usesLeft: Int
    let created: Timestamp
    let expires: Timestamp
    let protects: FirstProtection?

    static let schema = Schema<EnrolmentTokenDocument>.object(
        "EnrolmentToken", "A token that lets machines join the tenant.",
        Field("id", \.id, .id()), Field("usesLeft", \.usesLeft, .integer(0...1000)),
        Field("created", \.created, .timestamp), Field("expires", \.expires, .timestamp),
        Field(optional: "protects", \.protects, .firstProtection)
    ) { EnrolmentTokenDocument(id: $0, usesLeft: $1, created: $2, expires: $3, protects: $4) }
}

extension EnrolmentTokenDocument {
    init(_ token: OneTimeToken) {
        self.init(
            id: token.id, usesLeft: token.usesLeft, created: token.created,
            expires: token.expires, protects: token.protects)
    }
}

/// What an enrolment token is to be.
struct EnrolmentTokenForm: Sendable {
    let uses: Int
    let minutes: Int
    let protects: FirstProtection?

    static let schema = Schema<EnrolmentTokenForm>.object(
        "EnrolmentTokenForm", "What makes an enrolment token.",
        Field("uses", \.uses, .field(Fields.tokenUses), default: 1, "How many machines may join."),
        Field(
            "minutes", \.minutes, .field(Fields.tokenMinutes), default: 60, "How long it works."),
        Field(
            optional: "protects", \.protects, .firstProtection,
            "What is backed up of each machine from the moment it joins.")
    ) { EnrolmentTokenForm(uses: $0, minutes: $1, protects: $2) }
}

/// A machine that waits until somebody has compared fingerprints.
struct AnnouncementDocument: Sendable {
    let id: ID<PendingAgent>
    let fingerprint: String
    let machine: MachineDocument
    let address: String
    let isDoubtful: Bool
    let announced: Timestamp
    let expires: Timestamp

    static let schema = Schema<AnnouncementDocument>.object(
        "Announcement", "A machine that announced itself and waits.",
        Field("id", \.id, .id()),
        Field(
            "fingerprint", \.fingerprint, .text(39...39),
            "To be compared with what the machine shows."),
        Field("machine", \.machine, MachineDocument.schema),
        Field("address", \.address, .text(0...100), "Where it came from."),
        Field(
            "doubtful", \.isDoubtful, .bool,
            "Whether another machine has the same host name: a reason to look twice."),
        Field("announced", \.announced, .timestamp), Field("expires", \.expires, .timestamp)
    ) {
        AnnouncementDocument(
            id: $0, fingerprint: $1, machine: $2, address: $3, isDoubtful: $4, announced: $5,
            expires: $6)
    }
}

extension AnnouncementDocument {
    init(_ waiting: Announcements.Waiting) {
        self.init(
            id: waiting.pending.id, fingerprint: waiting.fingerprint,
            machine: MachineDocument(waiting.pending.machine), address: waiting.pending.address,
            isDoubtful: waiting.isDoubtful, announced: waiting.pending.announced,
            expires: waiting.expires)
    }
}

/// What somebody read at the machine.
struct ApprovalForm: Sendable {
    let fingerprint: String

    static let schema = Schema<ApprovalForm>.object(
        "ApprovalForm", "What somebody read at the machine.",
        Field(
            "fingerprint", \.fingerprint, .text(32...64),
            "As the machine shows it, with blanks or without.")
    ) { ApprovalForm(fingerprint: $0) }
}
