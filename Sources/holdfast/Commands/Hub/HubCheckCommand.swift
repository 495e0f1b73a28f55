internal import CommandLine
internal import Host
internal import HubCore
internal import JSON
internal import Settings

/// `holdfast hub check`: looks at what a hub needs.
struct HubCheckCommand: Command {
    let name = "check"
    let summary =
        "Check the data folder, the key, the database, the clock, the disk and the backups."
    let discussion = """
        Changes nothing, and may be run while the hub runs. Takes the same options as the hub,
        and ends with the code that a hub would end with that is started now, or 3 where it
        would start and somebody should look.
        """
    let exitCodes: [ExitCode] = [
        .issues, .configuration, .denied, .unavailable, .damaged, .full, .tooNew,
    ]
    let options = HubCommand.settingsOptions
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        let settings = try options.load(invocation, reading: SettingsContent.read)
        let place = settings[HubSettings.Place.self]
        let path = try DataFolderPath.resolve(place, invocation.console)
        let opening = try StoreOpening(
            settings[HubSettings.StoreChoice.self], console: invocation.console, folder: path)
        let backups = try HubBackups(settings, invocation.console).plan()
        let check = HubCheck(of: path, clock: .system, backups: backups) {
            try await opening.report()
        }
        let findings = await check.run()
        for finding in findings { invocation.print(line(for: finding, invocation[json])) }
        if let bad = findings.first(where: { $0.verdict == .bad }) {
            return bad.cause.map { explain($0).exitCode } ?? .failure
        }
        return findings.contains { $0.verdict == .warning } ? .issues : .success
    }

    private func line(for finding: HubCheck.Finding, _ isJSON: Bool) -> String {
        if isJSON {
            var members = JSONObject()
            members["subject"] = .string(finding.subject)
            members["verdict"] = .string(finding.verdict.rawValue)
            members["text"] = .string(finding.text)
            members["hint"] = finding.hint.map(JSON.string)
            return JSON.object(members).line
        }
        let subject = finding.subject.padding(to: 12)
        let hint = finding.hint.map { "\n" + String(repeating: " ", count: 21) + $0 } ?? ""
        return "\(subject) \(finding.verdict.rawValue.padding(to: 7)) \(finding.text)\(hint)"
    }
}

extension String {
    fileprivate func padding(to width: Int) -> String {
        self + String(repeating: " ", count: max(0, width - count))
    }
}
