internal import CommandLine
internal import Domain
internal import JSON

/// Which agents a command is about: those that are named, or those that have something in common.
struct FleetChoiceOptions: ParameterGroup {
    private let labels = Option.repeated(
        "label", .text.named("LABEL=VALUE"), "Those with this label; with all of them, of several.")
    private let text = Option.optional(
        "text", .text, "Those with this in their name or their host's.")
    private let standing = Option.optional(
        "standing", Syntax<AgentStanding>.choice, "Those with this standing.")
    private let all = Option.flag("all", "Every agent.")
    private let yes = Option.flag("yes", "Do it; without this, it is only shown.")
    private let agents = Argument.repeated(
        "AGENT", .text, isRequired: false, "An agent, by its name or id.")

    var parameters: [any Parameter] { [labels, text, standing, all, yes, agents] }

    /// The choice and whether it is a rehearsal, as the hub is asked.
    func members(_ invocation: Invocation, at hub: HubClient) async throws -> JSONObject {
        let isFilter =
            !invocation[labels].isEmpty || invocation[text] != nil || invocation[standing] != nil
            || invocation[all]
        guard invocation[agents].isEmpty != !isFilter else {
            throw Failure(
                .usage, "Nothing says which agents are meant, or two things do.",
                hint: "name them, or choose them by --label, --text, --standing or --all")
        }
        var choice = JSONObject()
        if isFilter {
            choice["labels"] = try LabelText.members(invocation[labels])
            choice["text"] = invocation[text].map(JSON.string)
            choice["standing"] = invocation[standing].map { .string($0.rawValue) }
            choice["all"] = .bool(invocation[all])
        } else {
            choice["agents"] = try await hub.ids(of: invocation[agents], among: .agents)
        }
        var form = JSONObject()
        form["choice"] = .object(choice)
        form["rehearsal"] = .bool(!invocation[yes])
        return form
    }

    /// What follows the table: how to go on, or what a rule kept from being done.
    func close(_ answer: JSON?, _ invocation: Invocation, _ deed: String) {
        guard invocation[yes] else {
            invocation.print("Nothing is done yet: add --yes.")
            return
        }
        invocation.print(deed)
        for one in answer?["refused"]?.elements ?? [] {
            invocation.print("\(one["count"]?.wholeNumber ?? 0) refused (\(one.told("code"))).")
        }
    }
}

/// Labels as they are typed.
enum LabelText {
    static func members(_ texts: [String]) throws -> JSON {
        var labels = JSONObject()
        for text in texts {
            let parts = text.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
            guard parts.count == 2 else {
                throw Failure(.usage, "\(shown(text)) is no label: write it as site=north.")
            }
            labels[String(parts[0])] = .string(String(parts[1]))
        }
        return .object(labels)
    }

    /// As in `site=north rack=4`.
    static func text(of labels: JSON?) -> String {
        guard case .object(let object)? = labels else { return "–" }
        let parts = object.members.map { "\(shown($0.key))=\(shown($0.value.text ?? ""))" }
        return parts.isEmpty ? "–" : parts.joined(separator: " ")
    }
}
