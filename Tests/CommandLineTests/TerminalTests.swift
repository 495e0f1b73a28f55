import Testing

@testable import CommandLine

@Suite struct TerminalTests {
    private static let names: [(shown: String, bytes: [UInt8])] = [
        ("etc/fstab", bytes("etc/fstab")),
        ("a\\x1b[2Jb", bytes("a\u{1B}[2Jb")),
        ("line\\x0anext", bytes("line\nnext")),
        ("\\xff\\xfeé", [0xFF, 0xFE, 0xC3, 0xA9]),
        ("cut \\xe2\\x82", bytes("cut ") + [0xE2, 0x82]),
        ("\\u{202e}gpj.exe", bytes("\u{202E}gpj.exe")),
        ("back\\\\slash", bytes("back\\slash")),
        ("", []),
    ]

    private static func bytes(_ text: String) -> [UInt8] { Array(text.utf8) }

    @Test(arguments: names)
    func namesAreShownSoThatNoTerminalObeysThem(text: String, bytes: [UInt8]) {
        #expect(shown(bytes) == text)
    }

    @Test func aLineSaysHowFarItIsAndKeepsToItsWidth() {
        var line = ProgressLine("Backing up")
        line.bytes = 3 << 28
        line.items = 1
        line.elapsed = 75
        #expect(line.text(columns: 100) == "Backing up  768 MiB  1 entry  1:15")
        line.bytesTotal = 3 << 29
        line.rate = 64 * 1024 * 1024
        line.items = 12_345
        line.issues = 1
        line.current = "usr/share/doc/a/long/path/that/cannot/be/shown/whole"
        #expect(
            line.text(columns: 112)
                == "Backing up  [##########----------] 50 %  768 MiB of 1.5 GiB  12345 entries  "
                + "1 issue  64 MiB/s  0:12 left")
        #expect(line.text(columns: 120).hasSuffix("  …e/shown/whole"))
        for columns in [20, 60, 110, 130, 200] {
            #expect(line.text(columns: columns).count <= columns)
        }
        #expect(line.text(columns: 200).hasSuffix(line.current))
    }

    @Test func aRateFollowsChangesWithinSeconds() throws {
        var meter = RateMeter()
        meter.note(0, at: 10)
        #expect(meter.rate == nil)
        for second in 1...10 { meter.note(Int64(second) * 1000, at: 10 + Double(second)) }
        #expect(try abs(#require(meter.rate) - 1000) < 1)
        for second in 11...40 { meter.note(10_000, at: 10 + Double(second)) }
        #expect(try #require(meter.rate) < 5)
        meter.note(10_000, at: 50)  // the same moment again
    }

    @Test func tablesAlignTheirColumns() {
        var table = TextTable([("ID", .left), ("Size", .right)])
        table.append(["abc", "1"])
        table.append(["a", "1000 MiB"])
        #expect(table.lines == ["ID       Size", "abc         1", "a    1000 MiB"])
    }
}
