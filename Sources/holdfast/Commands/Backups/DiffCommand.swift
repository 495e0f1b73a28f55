internal import CommandLine
internal import Connector
internal import Engine
internal import JSON
internal import StandAlone
internal import Values

/// `holdfast diff`: what changed from one snapshot to another.
struct DiffCommand: Command {
    let name = "diff"
    let summary = "Show what is new, gone or changed from one snapshot to another."
    let discussion = """
        A line for each difference: + for what only the second has, - for what only the first has,
        M for what both have and what differs in kind, content, size, time, mode or owner.
        """
    let examples = [
        Example("holdfast diff 0199c2f0 latest --from=file:/srv/backups", "Since that one.")
    ]
    let exitCodes: [ExitCode] = [
        .configuration, .missing, .denied, .unavailable, .damaged, .tooNew, .cancelled,
    ]
    let first = Argument("SNAPSHOT", .text, "The older one, as a rule.")
    let second = Argument("OTHER", .text, "The newer one: an id, its beginning, or `latest`.")
    let from = Option.from
    let keyOptions = KeyOptions.reading
    let json = Option.json

    func run(_ invocation: Invocation) async throws -> ExitCode {
        try await LocalProcess.run(invocation) { process in
            let vault = try await process.open(invocation[from], keyOptions, needsKey: true)
            let list = try await vault.snapshots()
            let ids = try [invocation[first], invocation[second]].map {
                try SnapshotChoice($0).find(in: list).id
            }
            let choice = EntryChoice(hasContent: false)
            let a = try await vault.entries(of: ids[0], choice, process.progress)
            let b = try await vault.entries(of: ids[1], choice, process.progress)
            let counts = try compare(a, b, invocation)
            if !invocation[json] {
                invocation.print(
                    "\(counts.new) new, \(counts.gone) gone, \(counts.changed) changed")
            }
            return .success
        }
    }

    private struct Counts {
        var new = 0
        var gone = 0
        var changed = 0
    }

    /// Both come in the order of their paths.
    private func compare(
        _ a: any EntryStream, _ b: any EntryStream, _ invocation: Invocation
    ) throws -> Counts {
        var counts = Counts()
        var (old, new) = (try nextEntry(of: a), try nextEntry(of: b))
        while old != nil || new != nil {
            if let one = old, new.map({ one.path < $0.path }) ?? true {
                counts.gone += 1
                report("-", one, invocation)
                old = try nextEntry(of: a)
            } else if let other = new, old.map({ other.path < $0.path }) ?? true {
                counts.new += 1
                report("+", other, invocation)
                new = try nextEntry(of: b)
            } else if let one = old, let other = new {
                if one.longLine != other.longLine
                    || one.metadata.modified != other.metadata.modified
                    || one.hasOtherContent(than: other)
                {
                    counts.changed += 1
                    report("M", other, invocation)
                }
                (old, new) = (try nextEntry(of: a), try nextEntry(of: b))
            }
        }
        return counts
    }

    private func nextEntry(of stream: any EntryStream) throws -> Entry? {
        while let item = try stream.next() {
            if case .entry(let entry) = item { return entry }
        }
        return nil
    }

    private func report(_ mark: String, _ entry: Entry, _ invocation: Invocation) {
        guard invocation[json] else {
            return invocation.print("\(mark)  \(shown(entry.path.bytes))")
        }
        let line: JSON = ["change": .string(mark), "entry": entry.json]
        invocation.print("\(line)")
    }
}
