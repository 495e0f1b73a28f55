internal import CommandLine
internal import JSON
internal import Values

/// A kind of thing that a hub has in a tenant and that people give names to.
struct HubThing: Sendable {
    /// In the path and on the command line, as in `vaults`.
    let plural: String
    /// As in `vault`.
    let singular: String
    /// What people call one by.
    var nameMember = "name"

    static let vaults = HubThing(plural: "vaults", singular: "vault")
    static let sources = HubThing(plural: "sources", singular: "source")
    static let schedules = HubThing(plural: "schedules", singular: "schedule")
    static let keys = HubThing(plural: "keys", singular: "key")
    static let agents = HubThing(plural: "agents", singular: "agent")
    static let members = HubThing(plural: "members", singular: "member", nameMember: "login")

    /// The argument that says which one.
    var argument: Argument<String> {
        Argument(nameMember.uppercased(), .text, "The \(singular), by its \(nameMember) or id.")
    }
}

extension HubClient {
    /// The id of what is called so, or has this id.
    func id(of text: String, among things: HubThing) async throws -> String {
        var found: [String] = []
        try await list("\(tenantPath())/\(things.plural)?limit=500") { item in
            guard let id = item["id"]?.text else { return }
            if id == text || item[things.nameMember]?.text == text { found.append(id) }
        }
        if found.contains(text) { return text }
        guard let id = found.first else {
            throw Failure(
                .missing,
                UUID(text) == nil
                    ? "There is no \(things.singular) called \(quoted(shown(text)))."
                    : "There is no \(things.singular) with the id \(shown(text)).",
                hint: "holdfast \(things.plural) list shows those there are")
        }
        guard found.count == 1 else {
            throw Failure(
                .usage, "Several are called \(quoted(shown(text))): name one by its id.")
        }
        return id
    }

    func ids(of texts: [String], among things: HubThing) async throws -> JSON {
        var ids: [JSON] = []
        for text in texts { ids.append(.string(try await id(of: text, among: things))) }
        return .array(ids)
    }

    /// The same for a filter that may be left out.
    func id(ofOptional text: String?, among things: HubThing) async throws -> String? {
        guard let text else { return nil }
        return try await id(of: text, among: things)
    }

    /// What they are called, by their ids.
    func names(of things: HubThing) async throws -> [String: String] {
        var names: [String: String] = [:]
        try await list("\(tenantPath())/\(things.plural)?limit=500") { item in
            if let id = item["id"]?.text { names[id] = item.told(things.nameMember) }
        }
        return names
    }

    /// The path of one of them.
    func path(of text: String, among things: HubThing) async throws -> String {
        let id = try await id(of: text, among: things)
        return try await "\(tenantPath())/\(things.plural)/\(PathPart(id))"
    }

    /// Prints every member of a document, one a line.
    func showWhole(_ json: JSON?, isJSON: Bool) {
        guard let json else { return }
        guard !isJSON else {
            invocation.print(json.line)
            return
        }
        var table = TextTable([("", .left), ("", .left)])
        for (name, value) in json.members(below: "") { table.append([name, value]) }
        for line in table.lines.dropFirst() { invocation.print(line) }
    }
}

extension JSON {
    /// What it says, one member at a time, with the names of members inside one another.
    fileprivate func members(below prefix: String) -> [(String, String)] {
        guard case .object(let object) = self else { return [(prefix, plain)] }
        return object.members.flatMap { member -> [(String, String)] in
            let name = prefix.isEmpty ? member.key : "\(prefix).\(member.key)"
            switch member.value {
            case .object: return member.value.members(below: name)
            case .array(let elements) where elements.contains(where: \.isObject):
                return elements.enumerated().flatMap { index, element in
                    element.members(below: "\(name).\(index + 1)")
                }
            default: return [(name, member.value.plain)]
            }
        }
    }

    private var isObject: Bool { if case .object = self { true } else { false } }

    private var plain: String {
        switch self {
        case .string(let text): shown(text)
        case .array(let elements): elements.map(\.plain).joined(separator: " ")
        case .bool(let isTrue): isTrue ? "yes" : "no"
        default: line
        }
    }
}
