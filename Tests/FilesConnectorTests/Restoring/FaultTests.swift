import Connector
import FilesConnector
import Glibc
import Host
import TestShims
import TestSupport
import Testing
import Values

/// Full disks, killed processes, few rights.
@Suite struct FaultTests {
    private static func entries(_ count: Int, size: Int) -> [Entry] {
        (0..<count).map { number in
            .file(
                "d\(number % 7)/f\(number)",
                [UInt8](repeating: UInt8(number % 251), count: size + number))
        }.sorted { $0.path < $1.path }
    }

    @Test(arguments: [3000, 300_000])
    func aFullDiskEndsItWithNothingHalf(size: Int) async throws {
        try await withScratchFolder { scratch in
            let mounted = try shell("mount -t tmpfs -o size=2m none '\(scratch)'")
            #expect(mounted.status == 0, "\(mounted.output)")
            defer { _ = try? shell("umount -l '\(scratch)'") }
            let fixture = RestoreFixture(target: scratch)
            let error = #expect(throws: FileError.self) {
                try fixture.restore(Self.entries(1000, size: size))
            }
            #expect(error?.kind == .noSpace)
            let files = try fixture.tree("%y %f %s").filter { $0.hasPrefix("f ") }
            #expect(files.count > 2)
            for file in files {
                let words = file.split(separator: " ")
                let number = Int(words[1].dropFirst()) ?? -1
                #expect(Int(words[2]) == size + number, "\(file)")
            }
        }
    }

    @Test(.timeLimit(.minutes(20)))
    func aKilledRestoreLeavesWholeFilesAndIsContinued() async throws {
        var random = SeededGenerator()
        let seed = random.seed
        try await RestoreFixture.with { fixture in
            var leftovers = 0
            // Few kills hit the moment between making a file and giving it its name.
            for round in 0..<100 where round < 12 || leftovers == 0 {
                // A slow program, as under a sanitizer, takes longer to begin.
                let longest = 120_000 + UInt32(max(0, round - 12)) * 40_000
                let delay = UInt32.random(in: 2_000...longest, using: &random)
                // What replaces something has a passing name until it does; new files have none.
                if round.isMultiple(of: 2) {
                    try fixture.restore(Self.entries(600, size: 5000)) {
                        $0.conflicts = .overwrite
                    }
                } else {
                    try fixture.sh("rm -rf d*")
                }
                await #expect(processExitsWith: .signal(9)) {
                    [target = fixture.target as String, delay = delay as UInt32] in
                    let fixture = RestoreFixture(target: target)
                    let entries = Self.entries(600, size: 5000)
                    test_kill_self_after(delay)
                    while true {
                        try fixture.restore(entries) {
                            $0.conflicts = .overwrite
                            $0.unchanged = .restored
                        }
                    }
                }
                for line in try fixture.tree("%y %f %s").filter({ $0.hasPrefix("f ") }) {
                    let words = line.split(separator: " ")
                    if words[1].hasPrefix(".holdfast-") {
                        leftovers += 1
                    } else {
                        let number = Int(words[1].dropFirst()) ?? -1
                        #expect(Int(words[2]) == 5000 + number, "seed \(seed), round \(round)")
                    }
                }
            }
            #expect(leftovers > 0, "seed \(seed): kills that never hit a write prove nothing")
            let report = try fixture.restore(Self.entries(600, size: 5000)) {
                $0.conflicts = .overwrite
            }
            #expect(report.entries + report.skipped == 600)
            #expect(try fixture.tree("%P").filter { $0.contains(".holdfast-") } == [])
        }
    }

    @Test func anOrdinaryUserRestoresWhatHeMay() async throws {
        try await RestoreFixture.with { fixture in
            try fixture.sh("mkdir mine theirs; chown 65534 mine; chmod 755 . mine theirs")
            await #expect(processExitsWith: .success) {
                [target = fixture.target as String] in
                #expect(test_become(65534, 65534) == 0)
                var metadata = EntryMetadata.plain(0o4555)
                metadata.attributes = [
                    .init(name: Array("trusted.x".utf8), value: [1]),
                    .init(name: Array("user.x".utf8), value: [1]),
                ]
                metadata.user = .init(id: 0, name: Array("root".utf8))
                let report = try RestoreFixture(target: target).restore(
                    [
                        .folder("mine", .plain(0o555)), .folder("mine/none", .plain(0)),
                        .file("mine/none/file"), .file("mine/su", "x", metadata),
                        .folder("theirs"), .file("theirs/file"),
                    ]) { $0.conflicts = .overwrite }
                #expect(report.entries == 5)
                #expect(report.issues.counts[.unreadable] == 1)
            }
            #expect(
                try fixture.tree("%P %U %m") == [
                    "mine 65534 555", "mine/none 65534 0", "mine/none/file 65534 644",
                    "mine/su 65534 555", "theirs 0 755",
                ])
            let attribute = try shell("getfattr -d '\(fixture.target)/mine/su'").output
            #expect(attribute.contains("user.x"))
        }
    }
}
