internal import CommandLine
internal import JSON

/// `holdfast agents waiting`: machines that announced themselves.
struct AgentsWaitingCommand: Command {
    let name = "waiting"
    let summary = "List the machines that announced themselves and wait for approval."
    let exitCodes = HubOptions.exitCodes
    let hub = HubOptions()
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await HubClient.run(invocation, hub) { hub in
            try await hub.showList(
                "\(hub.tenantPath())/announcements", isJSON: invocation[json],
                ["ID", "HOST", "FINGERPRINT", "FROM", "NOTE"], ifEmpty: "No machine waits."
            ) { machine in
                let isDoubtful = machine["doubtful"] == true
                return [
                    machine.told("id"), machine["machine"]?.told("hostName") ?? "",
                    machine.told("fingerprint"), machine.told("address"),
                    isDoubtful ? "another machine has this name" : "",
                ]
            }
            return .success
        }
    }
}
