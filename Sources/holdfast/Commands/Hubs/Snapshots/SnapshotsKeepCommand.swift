internal import CommandLine
internal import JSON
internal import Values

/// `holdfast snapshots pin` and `unpin`: keeps a snapshot from retention, or no longer.
struct SnapshotsPinCommand: Command {
    let name = "pin"
    let summary = "Keep a snapshot that a hub knows from the keep rules."
    let discussion = """
        The keep rules pass a pinned snapshot over; people may delete it. `snapshots hold` keeps it
        from everybody.
        """
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let note = Option.optional("note", .text, "Why, for those who find it.")
    let json = Option.json
    let snapshot = Argument<String>.keptSnapshot

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["note"] = invocation[note].map(JSON.string)
            let path = try await hub.path(ofSnapshot: invocation[snapshot])
            let kept = try await hub.ask("PUT", "\(path)/pin", .object(form))
            hub.show(kept, isJSON: invocation[json]) { "\($0.told("id")) is pinned." }
            return .success
        }
    }
}

struct SnapshotsUnpinCommand: Command {
    let name = "unpin"
    let summary = "Leave a snapshot to the keep rules again."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json
    let snapshot = Argument<String>.keptSnapshot

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(ofSnapshot: invocation[snapshot])
            let kept = try await hub.ask("DELETE", "\(path)/pin")
            hub.show(kept, isJSON: invocation[json]) { "\($0.told("id")) is not pinned." }
            return .success
        }
    }
}

/// `holdfast snapshots hold` and `release`: keeps a snapshot from everybody, or no longer.
struct SnapshotsHoldCommand: Command {
    let name = "hold"
    let summary = "Keep a snapshot that a hub knows from everybody."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let reason = Option.required("reason", .text, "Why, for those who find it.")
    let until = Option.optional(
        "until", .text.named("TIME"),
        "Until when, as in 2027-01-31T00:00:00Z; without it, until an owner releases it.")
    let json = Option.json
    let snapshot = Argument<String>.keptSnapshot

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            var form = JSONObject()
            form["reason"] = .string(invocation[reason])
            form["until"] = invocation[until].map(JSON.string)
            let path = try await hub.path(ofSnapshot: invocation[snapshot])
            let kept = try await hub.ask("POST", "\(path)/holds", .object(form))
            hub.show(kept, isJSON: invocation[json]) { snapshot in
                let id = snapshot["holds"]?.elements.last?.told("id") ?? ""
                return "\(snapshot.told("id")) is held, by hold \(id)."
            }
            return .success
        }
    }
}

struct SnapshotsReleaseCommand: Command {
    let name = "release"
    let summary = "Take back a hold; owners only."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let hold = Option.optional(
        "hold", .text.named("ID"), "Which, where there are several.")
    let json = Option.json
    let snapshot = Argument<String>.keptSnapshot

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            let path = try await hub.path(ofSnapshot: invocation[snapshot])
            let id = try await one(of: hub.ask("GET", path), invocation)
            let kept = try await hub.ask("DELETE", "\(path)/holds/\(PathPart(id))")
            hub.show(kept, isJSON: invocation[json]) { snapshot in
                let isHeld = snapshot["held"] == true
                return "\(snapshot.told("id")) is \(isHeld ? "still held" : "held no longer")."
            }
            return .success
        }
    }

    /// The hold that was named, or the only one that nobody took back.
    private func one(of snapshot: JSON?, _ invocation: Invocation) throws -> String {
        if let id = invocation[hold] { return id }
        let ids = (snapshot?["holds"]?.elements ?? [])
            .filter { $0["released"] == nil }.compactMap { $0["id"]?.text }
        guard let id = ids.first else {
            throw Failure(.missing, "Nobody holds this snapshot.")
        }
        guard ids.count == 1 else {
            throw Failure(
                .usage, "There are several holds.",
                hint: "name one with --hold: " + ids.joined(separator: ", "))
        }
        return id
    }
}

extension Argument where Value == String {
    fileprivate static var keptSnapshot: Argument {
        Argument("SNAPSHOT", .text, "The snapshot, as snapshots list shows it.")
    }
}

extension HubClient {
    fileprivate func path(ofSnapshot id: String) async throws -> String {
        try await "\(tenantPath())/snapshots/\(PathPart(id))"
    }
}
