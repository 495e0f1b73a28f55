internal import CommandLine
internal import Domain
internal import JSON
internal import Values

/// How the files of a source are taken.
struct SourceFilesOptions: ParameterGroup {
    private let excludes = Option.repeated(
        "exclude", .text.named("PATTERN"), "What is left out, as docs/user/excludes.md says.")
    private let ignoreFile = Option.optional(
        "ignore-file-name", .text,
        "In each folder, leave out what the file of this name says, as .gitignore does.")
    private let sizeMax = Option.optional(
        "exclude-larger-than", .size(), "Leave out files larger than this; 0B for none.")
    private let caches = Option.optional(
        "exclude-caches", .boolean,
        "Whether what is in folders that a CACHEDIR.TAG marks as caches is left out (true).")
    private let oneFileSystem = Option.optional(
        "one-file-system", .boolean,
        "Whether other file systems that are mounted below a path are left out (false).")
    private let links = Option.optional(
        "symlinks", Syntax<FilesConfiguration.Links>.choice, "What becomes of symbolic links.")
    private let hardLinks = Option.optional(
        "hard-links", Syntax<FilesConfiguration.HardLinks>.choice,
        "What becomes of further names of one file.")

    var parameters: [any Parameter] {
        [excludes, ignoreFile, sizeMax, caches, oneFileSystem, links, hardLinks]
    }

    /// What is said of files, over what holds now; nil where nothing is said.
    /// - Parameter paths: Where some are given, they and the patterns replace all that were there.
    func members(_ invocation: Invocation, paths: [String], over now: JSON?) -> JSON? {
        var form = JSONObject()
        if !paths.isEmpty { form["paths"] = .array(paths.map(JSON.string)) }
        if !paths.isEmpty || !invocation[excludes].isEmpty {
            form["excludes"] = .array(invocation[excludes].map(JSON.string))
        }
        form["ignoreFile"] = invocation[ignoreFile].map(JSON.string)
        form["excludesCaches"] = invocation[caches].map(JSON.bool)
        form["staysOnFileSystem"] = invocation[oneFileSystem].map(JSON.bool)
        form["links"] = invocation[links].map { .string($0.rawValue) }
        form["hardLinks"] = invocation[hardLinks].map { .string($0.rawValue) }
        form["sizeMax"] = invocation[sizeMax].map { .integer($0.bytes) }
        guard !form.members.isEmpty else { return nil }
        guard case .object(var whole) = form.over(now) else { return nil }
        if invocation[sizeMax]?.bytes == 0 { whole["sizeMax"] = nil }
        return .object(whole)
    }
}

/// How often and how patiently a source is tried again.
struct RetryOptions: ParameterGroup {
    private let attempts = Option.optional(
        "attempts", .integer(in: Fields.attemptsMax.range),
        "How often a backup is tried, the first time included (\(SourceRetry().attemptsMax)).")
    private let wait = Option.optional(
        "retry-wait",
        .duration(
            from: SourceRetry.firstWaits.lowerBound, to: SourceRetry.firstWaits.upperBound),
        "How long it waits before the second try; doubled before each further one "
            + "(\(SourceRetry().firstWait.text)).")
    private let patience = Option.optional(
        "patience",
        .duration(from: SourceRetry.patiences.lowerBound, to: SourceRetry.patiences.upperBound),
        "How long a run waits for an agent that is away (\(SourceRetry().patience.text)).")

    var parameters: [any Parameter] { [attempts, wait, patience] }

    /// Nil where nothing is given.
    func form(_ invocation: Invocation, over now: JSON?) -> JSON? {
        var form = JSONObject()
        form["attemptsMax"] = invocation[attempts].map { JSON($0) }
        form["firstWait"] = invocation[wait].map { .integer($0.milliseconds) }
        form["patience"] = invocation[patience].map { .integer($0.milliseconds) }
        guard !form.members.isEmpty else { return nil }
        let usual = SourceRetry()
        return form.over(
            now
                ?? [
                    "attemptsMax": JSON(usual.attemptsMax),
                    "firstWait": .integer(usual.firstWait.milliseconds),
                    "patience": .integer(usual.patience.milliseconds),
                ])
    }
}
