import TestShims
import TestSupport
import Testing
import Values

@testable import Host

/// Processes killed with SIGKILL at seeded moments while they write.
@Suite struct CrashTests {
    private static let kills = 20
    private static let sizeMax = 300_000

    /// Content that shows whether it is whole: its own length and one repeated byte.
    private static func content(_ number: Int) -> [UInt8] {
        let size = 1_000 + number * 37_123 % sizeMax
        return [UInt8(number % 251)] + Array("\(size) ".utf8)
            + [UInt8](repeating: UInt8(number % 251), count: size)
    }

    private static func isWhole(_ bytes: [UInt8]) -> Bool {
        guard let mark = bytes.first,
            let space = bytes.dropFirst().firstIndex(of: UInt8(ascii: " ")),
            let size = Int(String(decoding: bytes[1..<space], as: UTF8.self))
        else { return false }
        let body = bytes[(space + 1)...]
        return body.count == size && body.allSatisfy { $0 == mark }
    }

    @Test(.timeLimit(.minutes(5)))
    func afterAKillEveryFileIsOldOrNewAndNoTemporaryIsData() async throws {
        var random = SeededGenerator(seed: UInt64.random(in: .min ... .max))
        let seed = random.seed
        var leftovers = 0
        try await withScratchFolder { scratch async throws in
            let folder = try Folder(at: FilePath(scratch))
            for name in ["a", "b"] {
                try DurableFile.replace(FilePath("\(scratch)/\(name)"), with: Self.content(0))
            }
            for round in 0..<Self.kills {
                let delay = UInt32.random(in: 500...60_000, using: &random)
                await #expect(processExitsWith: .signal(9)) {
                    [scratch = scratch as String, delay = delay as UInt32] in
                    test_kill_self_after(delay)
                    for number in 1... {
                        try DurableFile.replace(
                            FilePath("\(scratch)/a"), with: Self.content(number))
                        try DurableFile.replace(
                            FilePath("\(scratch)/b"), with: Self.content(number))
                    }
                }
                for name in ["a", "b"] {
                    let bytes = try DurableFile.read(
                        FilePath("\(scratch)/\(name)"), limit: .mebibytes(1))
                    #expect(Self.isWhole(bytes), "seed \(seed), round \(round), file \(name)")
                }
                leftovers += try FileDraft.removeLeftovers(in: folder)
                #expect(try names(in: folder) == ["a", "b"], "seed \(seed), round \(round)")
            }
        }
        // Kills that never hit a write would prove nothing.
        #expect(leftovers > 0, "seed \(seed)")
    }

    @Test(.timeLimit(.minutes(10)))
    func aLockOutlivesNoProcess() async throws {
        try await withScratchFolder { scratch async throws in
            for _ in 0..<3 {
                await #expect(processExitsWith: .signal(9)) { [scratch = scratch as String] in
                    let lock = try FolderLock(Folder(at: FilePath(scratch)))
                    test_kill_self_after(0)
                    while true { extendLifetime(lock) }
                }
            }
            _ = try FolderLock(Folder(at: FilePath(scratch)))
        }
    }
}
