extension Fields {
    // Programs
    package static let tokenName = FieldRule("token_name", length: 1...100, .oneLine)

    // Agents
    package static let agentName = FieldRule("agent_name", length: 1...100, .oneLine)
    /// As the machine says it; nothing is looked up by it.
    package static let hostName = FieldRule("host_name", length: 1...253, .oneLine)
    package static let labelKey = FieldRule("label", length: 1...40, .lowerCase(and: "-_./"))
    package static let labelValue = FieldRule("label_value", length: 0...100, .oneLine)

    // Sources
    package static let sourceName = FieldRule("source_name", length: 1...100, .oneLine)
    /// A path may begin and end with blanks, and hold anything but NUL.
    package static let path = FieldRule("path", length: 1...4096, .anything, isTrimmed: false)
    package static let pattern = FieldRule("pattern", length: 1...4096, .oneLine)
    package static let hookCommand = FieldRule("hook", length: 1...16_384, .anything)
    package static let address = FieldRule("address", length: 1...253, .oneLine)
    package static let remoteUser = FieldRule("remote_user", length: 1...100, .oneLine)

    // Vaults
    package static let vaultName = FieldRule("vault_name", length: 1...100, .oneLine)
    /// In the words of docs/user: `file:/srv/backups`, `s3:…`; without secrets.
    package static let place = FieldRule("place", length: 1...2048, .oneLine)

    // Keys
    package static let keyName = FieldRule("key_name", length: 1...40, .lowerCase(and: "-_."))
    package static let recipient = FieldRule("recipient", length: 1...200, .lowerCase(and: "-"))

    // Schedules
    package static let scheduleName = FieldRule("schedule_name", length: 1...100, .oneLine)
    package static let cron = FieldRule("cron", length: 1...512, .oneLine)
    package static let timeZone = FieldRule("time_zone", length: 1...64, .oneLine)

    // Runs, snapshots
    package static let reason = FieldRule("reason", length: 1...1000, .oneLine)

    /// Rules of text about agents, sources, vaults, schedules and runs.
    package static let work = [
        tokenName, agentName, hostName, labelKey, labelValue, sourceName, path, pattern,
        hookCommand, address,
        remoteUser, vaultName, place, keyName, recipient, scheduleName, cron, timeZone, reason,
    ]

    // Numbers
    package static let attemptsMax = NumberRule("attempts_max", 1...10)
    package static let keepCount = NumberRule("keep", 0...10_000)
    package static let checkPercent = NumberRule("check_percent", 1...100)
    package static let port = NumberRule("port", 1...65_535)
    package static let tokenUses = NumberRule("uses", 1...OneTimeToken.usesMax)
    /// Minutes an enrolment token works: a month at most.
    package static let tokenMinutes = NumberRule("minutes", 1...43_200)
    package static let labelCount = NumberRule("labels", 0...50)
    package static let pathCount = NumberRule("paths", 1...500)
    package static let patternCount = NumberRule("patterns", 0...1000)
    /// As many as one read feeds at once without the slowest starving the others.
    package static let vaultCount = NumberRule("vaults", 1...8)
    package static let scheduleSourceCount = NumberRule("schedule_sources", 0...1000)
    package static let concurrentRuns = NumberRule("concurrent_runs", 1...64)
    package static let niceness = NumberRule("niceness", 0...19)
    /// Minutes a firing may be put off, so that a fleet does not start in one second.
    package static let jitterMinutes = NumberRule("jitter_minutes", 0...720)
    package static let hookSeconds = NumberRule("hook_seconds", 1...86_400)
    package static let capPercent = NumberRule("cap_percent", 1...100)
    package static let capCount = NumberRule("cap_count", 1...1_000_000)
    /// More than the 30 days for which agents tell again what they have run: what is gone here
    /// does not come back from them.
    package static let historyDays = NumberRule("history_days", 35...3650)
    /// Bytes; less is a slip of the pen, not a vault.
    package static let quota = NumberRule("quota", (1 << 20)...Int.max)
    /// Bytes a second; slower than this nothing would ever come to its end.
    package static let upload = NumberRule("upload", 1024...Int.max)
    package static let download = NumberRule("download", 1024...Int.max)

    package static let numbers = [
        tokenUses, tokenMinutes, attemptsMax, keepCount, checkPercent, port, labelCount, pathCount,
        patternCount,
        vaultCount, scheduleSourceCount, concurrentRuns, jitterMinutes, hookSeconds, capPercent,
        capCount, historyDays, quota, upload, download, niceness,
    ]
}
