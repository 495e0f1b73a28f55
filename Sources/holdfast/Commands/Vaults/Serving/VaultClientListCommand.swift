internal import CommandLine
internal import RESTProtocol
internal import Values
internal import VaultServer

/// `holdfast vault client list`: who may come to a served folder.
struct VaultClientListCommand: Command {
    let name = "list"
    let summary = "List who may come to a served folder."
    let exitCodes: [ExitCode] = [.missing, .denied, .damaged]
    let folder = Argument("FOLDER", .folder, "The folder that is served.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let clients = try ClientFile(in: absolutePath(invocation[folder])).clients
        if invocation[json] {
            for client in clients { invocation.print("\(client.described())") }
            return .success
        }
        guard !clients.isEmpty else {
            invocation.print("Nobody may come. holdfast vault client add lets somebody.")
            return .success
        }
        var table = TextTable([
            ("NAME", .left), ("PATH", .left), ("RIGHT", .left), ("QUOTA", .right),
            ("EXPIRES", .left),
        ])
        for client in clients {
            table.append([
                client.name, "\(client.path)", client.right.rawValue,
                client.quota.map { "\($0)" } ?? "-", client.expires.map { "\($0)" } ?? "-",
            ])
        }
        for line in table.lines { invocation.print(line) }
        return .success
    }
}
