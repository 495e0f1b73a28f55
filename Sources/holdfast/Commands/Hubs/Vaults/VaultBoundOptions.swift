internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// How much a vault is meant to hold, and how fast agents go to it and from it.
struct VaultBoundOptions: ParameterGroup {
    private let quota = Option.optional(
        "quota", Syntax.size(from: ByteCount(Fields.quota.range.lowerBound)).orNone,
        "How much it is meant to hold, as in 500GiB. On the hub's own disk no more is taken; "
            + "elsewhere it is what the room is measured by, and backups go on.")
    private let upload = Option.optional(
        "upload", Syntax.rate.orNone,
        "How much any one agent sends to it in a second, as in 10MB.")
    private let download = Option.optional(
        "download", Syntax.rate.orNone,
        "How much any one agent fetches from it in a second.")

    var parameters: [any Parameter] { [quota, upload, download] }

    /// `null` takes one away; nil where nothing is given.
    func quota(_ invocation: Invocation) -> JSON? { invocation[quota].map { $0.json ?? .null } }

    /// Nil where nothing is given.
    /// - Parameter now: What stays where nothing else is given.
    func bandwidth(_ invocation: Invocation, over now: JSON? = nil) -> JSON? {
        guard invocation[upload] != nil || invocation[download] != nil else { return nil }
        var form = JSONObject()
        form["upload"] = invocation[upload].map(\.json) ?? now?["upload"]
        form["download"] = invocation[download].map(\.json) ?? now?["download"]
        return .object(form)
    }
}
