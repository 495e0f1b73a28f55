internal import CommandLine
internal import Domain
internal import JSON

/// When a vault is looked after.
struct CadenceOptions: ParameterGroup {
    private let works: [(name: String, option: Option<String?>)] = [
        ("forget", .optional("forget", .text.named("CRON"), "When retention is applied.")),
        ("prune", .optional("prune", .text.named("CRON"), "When space is freed.")),
        ("check", .optional("check", .text.named("CRON"), "When what is stored is checked.")),
        ("drill", .optional("drill", .text.named("CRON"), "When a restore is rehearsed.")),
    ]
    private let percent = Option.optional(
        "check-percent", .integer(in: 1...100), "How much of the content a check reads.")
    private let zone = Option.optional(
        "zone", .text.named("ZONE"), "The zone of these times, as in Europe/Berlin.")

    var parameters: [any Parameter] { works.map(\.option) + [percent, zone] }

    /// Nil where nothing is given.
    /// - Parameter now: What stays where nothing else is given.
    func form(_ invocation: Invocation, over now: JSON? = nil) -> JSON? {
        var form = JSONObject()
        for (name, option) in works { form[name] = invocation[option].map(JSON.string) }
        form["checkPercent"] = invocation[percent].map { JSON($0) }
        form["zone"] = invocation[zone].map(JSON.string)
        guard !form.members.isEmpty else { return nil }
        return form.over(now)
    }
}

/// How much retention takes away in a day.
struct CapOptions: ParameterGroup {
    private let count = Option.optional(
        "cap-count", .integer(in: Fields.capCount.range),
        "So many snapshots of a source may always go in a day (\(DeletionCap().count)).")
    private let percent = Option.optional(
        "cap-percent", .integer(in: Fields.capPercent.range),
        "And so much of what there is, in percent (\(DeletionCap().percent)).")

    var parameters: [any Parameter] { [count, percent] }

    /// Nil where nothing is given.
    func form(_ invocation: Invocation, over now: JSON? = nil) -> JSON? {
        var form = JSONObject()
        form["count"] = invocation[count].map { JSON($0) }
        form["percent"] = invocation[percent].map { JSON($0) }
        guard !form.members.isEmpty else { return nil }
        let cap = DeletionCap()
        return form.over(now ?? ["count": JSON(cap.count), "percent": JSON(cap.percent)])
    }
}

extension JSONObject {
    /// With what is there already, where nothing else is said.
    func over(_ now: JSON?) -> JSON {
        guard case .object(var whole)? = now else { return .object(self) }
        for member in members { whole[member.key] = member.value }
        return .object(whole)
    }
}
