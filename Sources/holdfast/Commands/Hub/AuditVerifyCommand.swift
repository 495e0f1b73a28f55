internal import CommandLine
internal import Domain
internal import Host
internal import HubCore
internal import JSON
internal import Settings
internal import Store
internal import Values

/// `holdfast audit verify`: reads the chains of a hub's store, without the hub.
struct AuditVerifyCommand: Command {
    let name = "verify"
    let summary = "Read the audit log from end to end and tell whether it was tampered with."
    let discussion = """
        Works on the store itself, whether the hub runs or not, and changes nothing. What was cut
        off at the end, or written anew, shows only against what is kept elsewhere: a hash that
        somebody wrote down, given with --expect as this command or the hub's log told it, or the
        files that a hub puts beside its own backups, given with --anchors.
        """
    let examples = [
        Example(
            "holdfast audit verify --expect=default:1204:5f0c…",
            "Whether the log of the tenant default still holds event 1204 as it was.")
    ]
    let exitCodes: [ExitCode] = [.configuration, .missing, .unavailable, .damaged]
    let options = HubCommand.settingsOptions
    let expected = Option.repeated(
        "expect", .text.named("TENANT:NUMBER:HASH"),
        "The last event of a chain as it was printed before; hub for the hub's own chain.")
    let anchored = Option.optional(
        "anchors", .folder, "The folder that the hub puts its backups into.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let place = settings[HubSettings.Place.self]
        let opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console,
            folder: DataFolderPath.resolve(place, invocation.console))
        let told = try invocation[expected].map(AuditAnchor.init)
        let folder = try invocation[anchored].map { try absolutePath($0) }
        let found = try await opening.look { store in
            let anchors = try await told + Self.anchors(in: folder, of: store)
            let findings = try await AuditVerification(store: store).run()
            var wrong: [String] = []
            for anchor in anchors {
                if try await !anchor.holds(in: findings, store) { wrong.append(anchor.text) }
            }
            return (findings, wrong)
        }
        guard let (findings, wrong) = found else {
            throw Failure(.missing, "There is no store of a hub.", hint: "look at --data-dir")
        }
        for finding in findings { invocation.print(line(for: finding, invocation[json])) }
        for text in wrong {
            invocation.console.complain(
                "The log does not hold \(shown(text)) as it was.\n")
        }
        return wrong.isEmpty && findings.allSatisfy { $0.broken == nil } ? .success : .damaged
    }

    /// What a hub kept there of its log.
    private static func anchors(
        in folder: FilePath?, of store: some HubStore
    ) async throws -> [AuditAnchor] {
        guard let folder, let hub = try await store.hub()?.id else { return [] }
        let lines = try BackupFolder(at: folder, of: hub).anchors()
        guard !lines.isEmpty else {
            throw Failure(
                .missing, "There is nothing of this hub's audit log in \(folder).",
                hint: "name the folder that backup.folder says")
        }
        return try lines.map(AuditAnchor.init)
    }

    private func line(for finding: AuditVerification.Finding, _ isJSON: Bool) -> String {
        let name = shown(finding.name)
        if isJSON {
            var members = JSONObject()
            members["chain"] = .string(finding.name)
            members["events"] = JSON(finding.head.sequence)
            members["hash"] = .string("\(finding.head.hash)")
            members["broken"] = finding.broken.map { JSON($0) }
            return JSON.object(members).line
        }
        guard let broken = finding.broken else {
            return "whole   \(name):\(finding.head.sequence):\(finding.head.hash)"
        }
        return "BROKEN  \(name): event \(broken) is not as it was written, or one before it is gone"
    }
}

/// An event that somebody wrote down.
struct AuditAnchor: Sendable {
    let text: String
    private let name: String
    private let sequence: Int64
    private let hash: String

    init(_ text: String) throws {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        guard parts.count == 3, let sequence = Int64(parts[1]), sequence > 0 else {
            throw Failure(
                .usage, "\(shown(text)) is not as it was printed: tenant, number, hash.")
        }
        self.text = text
        name = String(parts[0])
        self.sequence = sequence
        hash = String(parts[2])
    }
}

extension AuditAnchor {
    /// Whether the chain of that name still has this event.
    func holds(
        in findings: [AuditVerification.Finding], _ store: some AuditStore
    ) async throws -> Bool {
        let known = findings.first { $0.name == name || $0.scope.chain == name }
        guard let finding = known else { return false }
        let event = try await store.auditChain(
            of: finding.scope, after: sequence - 1, limit: 1
        ).first
        return event?.sequence == sequence && event.map { "\($0.hash)" } == hash
    }
}
