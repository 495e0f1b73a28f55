internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// `holdfast agents limit`: how much of their machines agents take.
struct AgentsLimitCommand: Command {
    let name = "limit"
    let summary = "Limit what agents take of their machines; shown first, done with --yes."
    let discussion = """
        The limits hold for all runs of an agent together, also for those that go on. Where the
        machine's administrator lets it take less (`holdfast agent run`), that holds. What is not
        named stays, and `none` takes a limit away.
        """
    let examples = [
        Example(
            "holdfast agents limit --label=site=north --upload=4MiB --nice=10 --yes",
            "So many bytes a second to vaults, and step back for other programs."),
        Example(
            "holdfast agents limit web-1 --upload=none --at-once=1 --yes",
            "As fast as it goes again, and one run after the other."),
    ]
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let upload = Option.optional(
        "upload", Syntax.rate.orNone, "Bytes a second to vaults, all runs together.")
    let download = Option.optional(
        "download", Syntax.rate.orNone, "Bytes a second from vaults.")
    let niceness = Option.optional(
        "nice", Syntax.integer(in: Fields.niceness.range).orNone,
        "How far they leave the processor to others, from 0 (not at all) to 19.")
    let atOnce = Option.optional(
        "at-once", Syntax.integer(in: Fields.concurrentRuns.range).orNone,
        "How many runs at once.")
    let choice = FleetChoiceOptions()
    let json = Option.json

    /// As the options are called.
    private enum Limit: String, CaseIterable {
        case upload, download, nice
        case atOnce = "at-once"

        /// As the hub calls it.
        var member: String {
            switch self {
            case .upload, .download: rawValue
            case .nice: "niceness"
            case .atOnce: "atOnce"
            }
        }
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let limits = try limits(invocation)
        return try await HubClient.run(invocation, hub) { hub in
            var form = try await choice.members(invocation, at: hub)
            form["limits"] = .object(limits)
            let answer = try await hub.ask(
                "POST", "\(hub.tenantPath())/agents/limits", .object(form))
            if invocation[json] {
                hub.show(answer, isJSON: true) { _ in "" }
            } else {
                show(answer, invocation)
            }
            return .success
        }
    }

    private func limits(_ invocation: Invocation) throws -> JSONObject {
        var limits = JSONObject()
        limits["upload"] = invocation[upload].map { $0.json ?? .null }
        limits["download"] = invocation[download].map { $0.json ?? .null }
        limits["niceness"] = invocation[niceness].map { $0.json ?? .null }
        limits["atOnce"] = invocation[atOnce].map { $0.json ?? .null }
        guard !limits.members.isEmpty else {
            throw Failure(.usage, "Nothing is changed: give a limit, or none for one.")
        }
        return limits
    }

    private func show(_ answer: JSON?, _ invocation: Invocation) {
        var table = TextTable([("AGENT", .left), ("BEFORE", .left), ("AFTER", .left)])
        for item in answer?["items"]?.elements ?? [] {
            table.append([item.told("name"), text(of: item["before"]), text(of: item["after"])])
        }
        for line in table.lines { invocation.print(line) }
        let changed = answer?["changed"]?.wholeNumber ?? 0
        choice.close(answer, invocation, "\(changed) changed.")
    }

    /// As in `upload=4MiB at-once=1`.
    private func text(of limits: JSON?) -> String {
        let parts = Limit.allCases.compactMap { limit -> String? in
            guard let number = limits?[limit.member]?.wholeNumber else { return nil }
            switch limit {
            case .upload, .download: return "\(limit.rawValue)=\(ByteCount(number).exactText)"
            case .nice, .atOnce: return "\(limit.rawValue)=\(number)"
            }
        }
        return parts.isEmpty ? "–" : parts.joined(separator: " ")
    }
}
