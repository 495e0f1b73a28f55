internal import CommandLine
internal import JSON

/// `holdfast agents list`: the agents of a tenant.
struct AgentsListCommand: Command {
    let name = "list"
    let summary = "List the agents."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let text = Option.optional("text", .text, "A part of the name or of the host's name.")
    let label = Option.optional(
        "label", .text.named("LABEL=VALUE"), "Only those with this label.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let query = HubQuery([("text", invocation[text]), ("label", invocation[label])])
            var rows: [JSON] = []
            try await hub.list("\(hub.tenantPath())/agents\(query)") { rows.append($0) }
            if invocation[json] {
                for row in rows { invocation.print(row.line) }
                return .success
            }
            guard !rows.isEmpty else {
                invocation.print(
                    "There is no agent yet. holdfast enrolment-tokens create lets one join.")
                return .success
            }
            var table = TextTable([
                ("ID", .left), ("NAME", .left), ("STANDING", .left), ("PRESENCE", .left),
                ("LAST SEEN", .left), ("PROGRAM", .left),
            ])
            for row in rows {
                table.append([
                    row["id"]?.text ?? "", shown(row["name"]?.text ?? ""),
                    row["standing"]?.text ?? "", row["presence"]?.text ?? "",
                    row["lastSeen"]?.text ?? "–",
                    shown(row["machine"]?["program"]?.text ?? ""),
                ])
            }
            for line in table.lines { invocation.print(line) }
            return .success
        }
    }
}

/// `holdfast agents waiting`: machines that announced themselves.
struct AgentsWaitingCommand: Command {
    let name = "waiting"
    let summary = "List the machines that announced themselves and wait for approval."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var rows: [JSON] = []
            try await hub.list("\(hub.tenantPath())/announcements") { rows.append($0) }
            if invocation[json] {
                for row in rows { invocation.print(row.line) }
                return .success
            }
            guard !rows.isEmpty else {
                invocation.print("No machine waits.")
                return .success
            }
            var table = TextTable([
                ("ID", .left), ("HOST", .left), ("FINGERPRINT", .left), ("FROM", .left),
                ("NOTE", .left),
            ])
            for row in rows {
                let isDoubtful = row["doubtful"] == true
                table.append([
                    row["id"]?.text ?? "", shown(row["machine"]?["hostName"]?.text ?? ""),
                    row["fingerprint"]?.text ?? "", row["address"]?.text ?? "",
                    isDoubtful ? "another machine has this name" : "",
                ])
            }
            for line in table.lines { invocation.print(line) }
            return .success
        }
    }
}

/// `holdfast agents approve`: makes a machine that waits an agent.
struct AgentsApproveCommand: Command {
    let name = "approve"
    let summary = "Make a machine that waits an agent."
    let discussion = """
        The fingerprint is what the machine itself shows: read it there, or over a line you
        trust, and not from the hub's list.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let fingerprint = Option.required(
        "fingerprint", .text, "As the machine shows it, with blanks or without.")
    let json = Option.json
    let id = Argument("ID", .text, "The announcement, as agents waiting lists it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let agent = try await hub.ask(
                "POST",
                "\(hub.tenantPath())/announcements/\(PathPart(invocation[id]))/approval",
                ["fingerprint": .string(invocation[fingerprint])])
            hub.show(agent, isJSON: invocation[json]) {
                "\(shown($0["name"]?.text ?? "")) is agent \($0["id"]?.text ?? "")."
            }
            return .success
        }
    }
}

/// `holdfast agents refuse`: sends a machine that waits away.
struct AgentsRefuseCommand: Command {
    let name = "refuse"
    let summary = "Refuse a machine that waits."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let id = Argument("ID", .text, "The announcement, as agents waiting lists it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "POST",
                "\(hub.tenantPath())/announcements/\(PathPart(invocation[id]))/refusal")
            return .success
        }
    }
}

/// `holdfast agents pause`, `resume`, `drain` and `revoke`: what the hub lets an agent do.
struct AgentsStandingCommand: Command {
    let name: String
    let summary: String
    let standing: String
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let id = Argument("ID", .text, "The agent, as agents list shows it.")

    init(_ name: String, _ standing: String, _ summary: String) {
        self.name = name
        self.standing = standing
        self.summary = summary
    }

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let agent = try await hub.ask(
                "PUT", "\(hub.tenantPath())/agents/\(PathPart(invocation[id]))/standing",
                ["standing": .string(standing)])
            hub.show(agent, isJSON: invocation[json]) {
                "\(shown($0["name"]?.text ?? "")) is \($0["standing"]?.text ?? "") now."
            }
            return .success
        }
    }
}

/// `holdfast agents edit`: renames and labels.
struct AgentsEditCommand: Command {
    let name = "edit"
    let summary = "Rename or label an agent."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let newName = Option.optional("name", .text, "What it is called from now on.")
    let labels = Option.repeated(
        "label", .text.named("LABEL=VALUE"),
        "A label; those that are given replace all that were there.")
    let json = Option.json
    let id = Argument("ID", .text, "The agent, as agents list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        var form = JSONObject()
        form["name"] = invocation[newName].map(JSON.string)
        if !invocation[labels].isEmpty { form["labels"] = try labels(invocation[labels]) }
        let body = JSON.object(form)
        return try await HubClient.run(invocation, hub) { hub in
            let agent = try await hub.ask(
                "PATCH", "\(hub.tenantPath())/agents/\(PathPart(invocation[id]))", body)
            hub.show(agent, isJSON: invocation[json]) {
                "\(shown($0["name"]?.text ?? "")) is changed."
            }
            return .success
        }
    }

    private func labels(_ texts: [String]) throws -> JSON {
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
}

/// `holdfast agents delete`: forgets an agent.
struct AgentsDeleteCommand: Command {
    let name = "delete"
    let summary = "Forget an agent; its link ends at once."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let id = Argument("ID", .text, "The agent, as agents list shows it.")

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.ask(
                "DELETE", "\(hub.tenantPath())/agents/\(PathPart(invocation[id]))")
            return .success
        }
    }
}
