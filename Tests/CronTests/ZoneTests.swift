import TestSupport
import Testing
import Values

@testable import Cron

@Suite struct ZoneTests {
    @Test(arguments: [
        (":Europe/Berlin", nil, "Europe/Berlin"),
        ("Asia/Shanghai", "Europe/Berlin", "Asia/Shanghai"),
        ("<+03>-3", "Europe/Berlin", nil), ("", "Europe/Berlin", "Europe/Berlin"),
        (nil, "Etc/UTC", "UTC"), (nil, "posix rules", nil), (nil, nil, nil),
    ])
    func aMachineNamesItsZone(
        variable: String?, linked: String?, name: String?
    ) async throws {
        try await withScratchFolder { folder in
            let link = "\(folder)/localtime"
            if let linked {
                _ = try await runProgram(
                    "ln", ["-s", "../usr/share/zoneinfo/\(linked)", link])
            }
            #expect(ZoneFolder.system.ownName(variable: variable, link: link) == name)
        }
    }

    /// Python's `zoneinfo` reads the same files, with a reader of its own.
    @Test(.timeLimit(.minutes(5)))
    func pythonReadsTheSameFromEveryZone() async throws {
        let names = try await runPython(
            "import zoneinfo; print(*sorted(zoneinfo.available_timezones()))"
        )
        .split { $0 == " " || $0 == "\n" }.map(String.init)
        #expect(names.count > 400)
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        // 1900 to 2200
        let span: ClosedRange<Int64> = -2_208_988_800...7_258_118_400
        var cases: [(zone: Zone, second: Int64)] = []
        for name in names {
            let zone = try ZoneFolder.system.zone(named: name)
            let changes = zone.offsets(from: span.lowerBound, through: span.upperBound).changes
            let near = (0..<10).compactMap { _ in changes.randomElement(using: &random)?.at }
            let around = near.flatMap { [$0 - 1, $0] }
            let anywhere = (0..<20).map { _ in Int64.random(in: span, using: &random) }
            cases += (around + anywhere).map { (zone, $0) }
        }
        let input = cases.map { "\($0.zone.name) \($0.second)\n" }.joined()
        let answers = try await runPython(Self.script, input: Array(input.utf8))
            .split(separator: "\n")
        #expect(answers.count == cases.count)
        var wrong: [String] = []
        for ((zone, second), answer) in zip(cases, answers) {
            let offset = zone.offset(at: Timestamp(seconds: second))
            let text = "\(offset.seconds) \(offset.abbreviation)"
            if text != answer { wrong.append("\(zone.name) \(second): \(text), not \(answer)") }
        }
        #expect(wrong.isEmpty, "seed \(random.seed): \(wrong.prefix(5)) of \(wrong.count)")
    }

    private static let script = """
        import sys
        from datetime import datetime, timedelta, timezone
        from zoneinfo import ZoneInfo
        epoch = datetime(1970, 1, 1, tzinfo=timezone.utc)
        for line in sys.stdin:
            name, second = line.split()
            moment = (epoch + timedelta(seconds=int(second))).astimezone(ZoneInfo(name))
            print(int(moment.utcoffset().total_seconds()), moment.tzname())
        """

    @Test func everyNameOfTheListIsAZone() throws {
        let names = try ZoneFolder.system.names()
        #expect(names.count > 400)
        #expect(names == Array(Set(names)).sorted())
        for name in names {
            #expect(throws: Never.self) { try ZoneFolder.system.zone(named: name) }
        }
        #expect(throws: ZoneError.self) { try ZoneFolder("/nonexistent").names() }
    }

    @Test func changesAreWhereTheOffsetsSaySo() throws {
        for name in ClockChangeTests.zones {
            let zone = try ZoneFolder.system.zone(named: name)
            for change in zone.offsets(from: -3_000_000_000, through: 9_000_000_000).changes {
                #expect(zone.offset(at: Timestamp(seconds: change.at - 1)) == change.before)
                #expect(zone.offset(at: Timestamp(seconds: change.at)) == change.after)
            }
        }
    }

    @Test(arguments: [
        "", "/", "/etc/passwd", "../passwd", "Europe/../Europe/Berlin", "Europe//Berlin",
        "Europe/Berlin/", "./UTC", "Europe/Berlin\u{0}", "Europe\\Berlin", "Ｅurope/Berlin", "+1",
        "Europe/Ber lin", "zone.tab", String(repeating: "a", count: 65), "Europe/\nBerlin",
    ])
    func namesThatAreNoneAreRefused(name: String) {
        let error = #expect(throws: ZoneError.self) { try ZoneFolder.system.zone(named: name) }
        #expect(error?.kind == .badName)
    }

    @Test func zonesThatAreNotThereAreRefused() async throws {
        for name in ["Europe/Atlantis", "Europe", "Europe/Berlin/Mitte", "Atlantis"] {
            let error = #expect(throws: ZoneError.self) { try ZoneFolder.system.zone(named: name) }
            #expect(error?.kind == .unknown, "\(name)")
        }
        let leaping = #expect(throws: ZoneError.self) {
            try ZoneFolder.system.zone(named: "right/Europe/Berlin")
        }
        #expect(leaping?.message.contains("counts leap seconds") == true)
        let missing = #expect(throws: ZoneError.self) {
            try ZoneFolder("/nonexistent").zone(named: "Europe/Berlin")
        }
        #expect(missing?.kind == .unknown)
        #expect(try ZoneFolder("/nonexistent").zone(named: "UTC") == .utc)
    }

    @Test(.timeLimit(.minutes(10)))
    func filesThatAreNoZonesAreRefused() async throws {
        try await withScratchFolder { folder in
            let setup = """
                cd "$1" && printf hello > text && mkfifo pipe && : > empty &&
                head -c 300000 /dev/zero > long && mkdir folder
                """
            let outcome = try await runProgram("sh", ["-c", setup, "sh", folder])
            #expect(outcome.status == 0, "\(outcome.errorText)")
            for (name, kind) in [
                ("text", ZoneError.Kind.damaged), ("pipe", .unknown), ("empty", .damaged),
                ("long", .damaged), ("folder", .unknown),
            ] {
                let error = #expect(throws: ZoneError.self) {
                    try ZoneFolder(folder).zone(named: name)
                }
                #expect(error?.kind == kind, "\(name)")
            }
        }
    }
}
