internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast ls`: what is in a snapshot.
struct ListCommand: Command {
    let name = "ls"
    let summary = "List what is in a snapshot, or below some of its paths."
    let examples = [
        Example("holdfast ls latest --from file:/srv/backups", "Everything in the latest one."),
        Example(
            "holdfast ls 0199c2f0 etc/ssh --from file:/srv/backups --long",
            "A folder of another, with modes, owners, sizes and times."),
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew,
    ]
    let snapshot = Argument("SNAPSHOT", .text, "Its id, the beginning of it, or `latest`.")
    let paths = Argument.repeated(
        "PATH", .text, isRequired: false, "Only these and what is below them.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let isLong = Option.flag("long", "Show modes, owners, sizes and times.")
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(
                invocation[from], keyOptions, needsKey: true)
            let snapshot = try SnapshotChoice(invocation[snapshot])
                .find(in: try await vault.snapshots())
            let choice = EntryChoice(
                paths: try entryPaths(invocation[paths]), hasContent: false)
            let stream = try await vault.entries(of: snapshot.id, choice, process.progress)
            var count = 0
            while let item = try stream.next() {
                guard case .entry(let entry) = item else { continue }
                count += 1
                invocation.print(line(entry, invocation))
            }
            await vault.close()
            guard count > 0 || choice.paths.isEmpty else {
                throw Failure(.missing, "None of these paths is in the snapshot.")
            }
            return .success
        }
    }

    private func line(_ entry: Entry, _ invocation: Invocation) -> String {
        if invocation[json] { return "\(entry.json)" }
        guard invocation[isLong] else { return shown(entry.path.bytes) }
        return entry.longLine
    }
}

/// Paths as a person types them: with or without the slash in front.
func entryPaths(_ texts: [String]) throws -> [EntryPath] {
    try texts.map { text in
        var bytes = Array(text.utf8)[...]
        while bytes.first == UInt8(ascii: "/") { bytes = bytes.dropFirst() }
        while bytes.last == UInt8(ascii: "/") { bytes = bytes.dropLast() }
        guard let path = EntryPath(bytes: bytes) else {
            throw Failure(.usage, "\(quoted(text)) is no path in a snapshot.")
        }
        return path
    }
}

extension Entry {
    /// As `ls -l` writes it.
    var longLine: String {
        let owner = metadata.user.shownName + " " + metadata.group.shownName
        let time = FileTimeText(metadata.modified).minute
        var line = "\(modeText) \(owner)  \(size)  \(time)  \(shown(path.bytes))"
        switch kind {
        case .link(let target): line += " -> \(shown(target))"
        case .hardLink(let first): line += " = \(shown(first.bytes))"
        default: break
        }
        return line
    }

    var json: JSON {
        var object = JSONObject()
        object["path"] = .string(shown(path.bytes))
        object["kind"] = .string(kind.word)
        object["mode"] = .string(String(metadata.permissions, radix: 8))
        object["user"] = JSON(metadata.user.id)
        object["group"] = JSON(metadata.group.id)
        object["modified"] = .string(FileTimeText(metadata.modified).full)
        if kind == .file { object["size"] = .integer(size) }
        if let digest { object["sha256"] = .string("\(digest)") }
        switch kind {
        case .link(let target): object["target"] = .string(shown(target))
        case .hardLink(let first): object["target"] = .string(shown(first.bytes))
        default: break
        }
        return .object(object)
    }

    private var modeText: String {
        let bits = metadata.permissions
        var text = String(kind.letter)
        for shift in [6, 3, 0] {
            text += bits >> shift & 4 != 0 ? "r" : "-"
            text += bits >> shift & 2 != 0 ? "w" : "-"
            let runs = bits >> shift & 1 != 0
            let special: (UInt16, Character, Character) =
                switch shift {
                case 6: (0o4000, "s", "S")
                case 3: (0o2000, "s", "S")
                default: (0o1000, "t", "T")
                }
            let isSpecial = bits & special.0 != 0
            text.append(isSpecial ? (runs ? special.1 : special.2) : (runs ? "x" : "-"))
        }
        return text
    }
}

extension EntryMetadata.Owner {
    fileprivate var shownName: String { name.isEmpty ? "\(id)" : shown(name) }
}

extension Entry.Kind {
    fileprivate var letter: Character {
        switch self {
        case .file, .hardLink: "-"
        case .folder: "d"
        case .link: "l"
        case .fifo: "p"
        case .socket: "s"
        case .characterDevice: "c"
        case .blockDevice: "b"
        }
    }

    fileprivate var word: String {
        switch self {
        case .file: "file"
        case .hardLink: "hardlink"
        case .folder: "folder"
        case .link: "link"
        case .fifo: "fifo"
        case .socket: "socket"
        case .characterDevice: "characterDevice"
        case .blockDevice: "blockDevice"
        }
    }
}

/// A file's time in words, in UTC.
struct FileTimeText {
    private let time: FileTime

    init(_ time: FileTime) {
        self.time = time
    }

    /// As in `2026-11-21 03:46Z`.
    var minute: String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        return "\(day(date)) \(date.hour.padded(to: 2)):\(date.minute.padded(to: 2))Z"
    }

    /// As in `2026-11-21T03:46:29.000000001Z`.
    var full: String {
        let date = CalendarDate(secondsSince1970: time.seconds)
        let clock =
            "\(date.hour.padded(to: 2)):\(date.minute.padded(to: 2)):\(date.second.padded(to: 2))"
        return "\(day(date))T\(clock).\(Int(time.nanoseconds).padded(to: 9))Z"
    }

    private func day(_ date: CalendarDate) -> String {
        "\(date.year.padded(to: 4))-\(date.month.padded(to: 2))-\(date.day.padded(to: 2))"
    }
}
