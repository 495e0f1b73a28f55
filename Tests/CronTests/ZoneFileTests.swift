import TestSupport
import Testing
import Values

@testable import Cron

/// Zone files made by hand: what the installed ones do not show.
@Suite struct ZoneFileTests {
    @Test func filesOfTheFirstVersionAreRead() throws {
        let table = try ZoneFile.table(Self.file(version: 0, times: [-1000, 1000]))
        #expect(table.offset(at: -1001).seconds == 0)
        #expect(table.offset(at: -1000).abbreviation == "ONE")
        #expect(table.offset(at: 999).seconds == 3600)
        #expect(table.offset(at: 1 << 40).seconds == 0)
    }

    @Test(arguments: [UInt8(ascii: "2"), UInt8(ascii: "3"), UInt8(ascii: "4")])
    func filesOfTheLaterVersionsAreRead(version: UInt8) throws {
        let table = try ZoneFile.table(
            Self.file(version: version, times: [-(1 << 40), 1000], rule: "ZER0"))
        #expect(table.offset(at: -(1 << 39)).seconds == 3600)
        #expect(table.offset(at: 1000).seconds == 0)
    }

    @Test(arguments: [
        // Daylight time that never ends.
        ("XXX3EDT4,0/0,J365/23", 1_800_000_000, -14_400, "EDT"),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1_774_742_399, -10_800, "-03"),
        ("<-03>3<-02>,M3.5.0/-2,M10.5.0/-1", 1_774_746_000, -7200, "-02"),
        ("AAA-1:30:15", 0, 5415, "AAA"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_768_478_400, 0, "GMT"),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", 1_784_116_800, 3600, "IST"),
        ("CET-1CEST,J60/0,J61/0", 1_709_247_600, 7200, "CEST"),
        ("CET-1CEST,59/0,60/0", 1_709_161_200, 7200, "CEST"),
    ])
    func rulesHoldForLaterYears(rule: String, second: Int, seconds: Int, name: String) throws {
        var reader = ZoneRuleReader(rule.utf8)
        let offset = try reader.rule().offset(at: Int64(second))
        #expect(offset.seconds == seconds)
        #expect(offset.abbreviation == name)
    }

    @Test(arguments: [
        "C", "CET", "CET-", "CET-25", "CET-1CEST", "CET-1CEST,M3.5.0", "CET-1CEST,M13.5.0,J1",
        "CET-1CEST,M3.6.0,J1", "CET-1CEST,M3.5.7,J1", "CET-1CEST,J0,J1", "CET-1CEST,J366,J1",
        "CET-1CEST,366,J1", "CET-1CEST,J1/168,J2", "CET-1CEST,J1,J2x", "<CET-1", "CET-1:60",
        "CET-1CEST,J1,J2\n", "CET99999999999999999999", "CET-1CEST,,",
    ])
    func wrongRulesAreRefused(rule: String) {
        #expect(throws: ZoneError.self) {
            var reader = ZoneRuleReader(rule.utf8)
            _ = try reader.rule()
        }
    }

    static let wrongFiles: [(name: String, bytes: [UInt8])] = {
        let good = file(version: 50, times: [0, 1000], rule: "ZER0")
        func changed(_ offset: Int, to byte: UInt8) -> [UInt8] {
            var bytes = good
            bytes[offset] = byte
            return bytes
        }
        // The second header begins after the first block: 2 × 5 + 2 × 6 + 8 bytes.
        let second = 44 + 30
        return [
            ("another magic", changed(0, to: 0)), ("an unknown version", changed(4, to: 0x35)),
            ("two versions", changed(second + 4, to: 0x33)),
            ("no types", changed(second + 39, to: 0)),
            ("too many types", changed(second + 38, to: 9)),
            ("no letters", changed(second + 43, to: 0)),
            ("indicators for some types", changed(second + 23, to: 1)),
            ("leap seconds", file(version: 50, times: [], rule: "", leapSeconds: 1)),
            ("changes out of order", file(version: 50, times: [5, 5], rule: "")),
            ("an index beyond the types", changed(second + 44 + 16, to: 2)),
            ("an offset of days", changed(second + 44 + 18, to: 1)),
            ("daylight that is neither", changed(second + 44 + 22, to: 2)),
            ("letters beyond the end", changed(second + 44 + 23, to: 8)),
            ("letters without an end", changed(second + 44 + 30 + 7, to: 0x41)),
            ("no footer", Array(good.dropLast())), ("a byte too many", good + [0]),
            ("a wrong rule", file(version: 50, times: [], rule: "Z")),
            ("the first version with a tail", file(version: 0, times: []) + [0]),
        ]
    }()

    @Test(arguments: wrongFiles)
    func wrongFilesAreRefused(name: String, bytes: [UInt8]) {
        #expect(throws: ZoneError.self, "\(name)") { try ZoneFile.table(bytes) }
    }

    @Test func noShortenedOrDamagedFileDoesHarm() throws {
        var random = SeededGenerator(seed: .random(in: 0...UInt64.max))
        let good = Self.file(version: 51, times: [-5, 0, 1000], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
        for length in 0..<good.count {
            #expect(throws: ZoneError.self) { try ZoneFile.table(Array(good[..<length])) }
        }
        for _ in 0..<4000 {
            var bytes = good
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                bytes[index] = UInt8.random(in: 0...255, using: &random)
            }
            guard let table = try? ZoneFile.table(bytes) else { continue }
            // Whatever it says, it can be asked at any time.
            for second: Int64 in [.min / 1000, -1, 0, 1 << 33, .max / 1000] {
                _ = table.offset(at: second)
            }
            _ = table.changes(after: 1 << 33, through: 1 << 34)
        }
    }

    /// The fuzzer starts from such a file; `UPDATE_GOLDEN=1` writes it.
    @Test func theSeedOfTheFuzzerIsOneOfThese() async throws {
        let root = #filePath.split(separator: "/", omittingEmptySubsequences: false).dropLast(3)
        let path = root.joined(separator: "/") + "/Fuzz/Corpus/cron/zone"
        let seed = Self.file(version: 50, times: [-5, 1000], rule: "CET-1CEST,M3.5.0,M10.5.0/3")
        let command = "if [ -n \"$UPDATE_GOLDEN\" ]; then cat > \"$1\"; fi; cat \"$1\""
        let outcome = try await runProgram("sh", ["-c", command, "sh", path], input: seed)
        #expect(outcome.output == seed)
    }

    /// Two offsets, `ZER` of none and `ONE` of an hour; the changes go to them in turn, the first
    /// to `ONE`.
    static func file(
        version: UInt8, times: [Int64], rule: String? = nil, leapSeconds: UInt8 = 0
    ) -> [UInt8] {
        func header(_ times: Int) -> [UInt8] {
            let counts = [0, 0, leapSeconds, UInt8(times), 2, 8]
            return Array("TZif".utf8) + [version] + [UInt8](repeating: 0, count: 15)
                + counts.flatMap { [0, 0, 0, $0] }
        }
        func block(_ width: Int) -> [UInt8] {
            let encoded = times.flatMap { time in
                (0..<width).map {
                    UInt8(truncatingIfNeeded: time >> Int64(8 * (width - 1 - $0)))
                }
            }
            let indexes = times.indices.map { UInt8(($0 + 1) % 2) }
            let types: [UInt8] = [0, 0, 0, 0, 0, 0] + [0, 0, 0x0E, 0x10, 1, 4]
            let leaps = [UInt8](repeating: 0, count: Int(leapSeconds) * (width + 4))
            return encoded + indexes + types + Array("ZER\0ONE\0".utf8) + leaps
        }
        let first = header(times.count) + block(4)
        guard version > 0 else { return first }
        let footer = "\n\(rule ?? "")\n"
        return first + header(times.count) + block(8) + Array(footer.utf8)
    }
}
