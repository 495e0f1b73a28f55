import Host
import LocalStorage
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

/// A vault's folder after a power cut at any moment: every object is the old one or the new one,
/// whole, and what had returned is there.
@Suite(.timeLimit(.minutes(10))) struct LocalPowerCutTests {
    private let old = Pattern(size: 3000, seed: 1).all
    private let new = Pattern(size: 70_000, seed: 2).all
    private let name: ObjectName = "data/4f/object"

    /// Cuts the power at every moment of `body` and hands on the object's content then, and the
    /// notes taken before.
    private func cut(
        _ body: (LocalStorage, PowerCut.Recording) async throws -> Void,
        from beginning: (LocalStorage) async throws -> Void = { _ in },
        _ check: (PowerCut.Crash, LocalStorage) async throws -> Void
    ) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        let pool = try ThreadPool(name: "cuts", size: 2)
        try await LocalBench.with { bench in
            try await beginning(bench.open())
            let recorded = try await PowerCut.record(bench.root) { recording in
                try await body(bench.open(), recording)
            }
            #expect(recorded.eventCount > 2)
            try await recorded.forEachCrash(seed: seed) { crash in
                let storage = try LocalStorage(root: crash.root, reserve: .none, pool: pool)
                try await check(crash, storage)
                // Whatever was left, sweeping leaves whole objects alone, and a retry succeeds.
                _ = try await storage.sweep(before: Timestamp(seconds: 4_000_000_000))
                try await storage.put(name, new, .replace)
                #expect(areEqual(try await storage.content(name), new), "\(crash)")
            }
        }
    }

    private func content(_ storage: LocalStorage) async throws -> [UInt8]? {
        try await storage.head(name) == nil ? nil : try await storage.content(name)
    }

    @Test func createdObjectIsThereOrNot() async throws {
        try await cut({ storage, recording in
            try await storage.put(name, .bytes(new), .create)
            recording.note("created")
        }) { crash, storage in
            let found = try await content(storage)
            #expect(found == new || found == nil && crash.notes.isEmpty, "\(crash)")
        }
    }

    @Test func replacedObjectIsTheOldOrTheNewOne() async throws {
        try await cut(
            { storage, recording in
                let body = ObjectBody.stepped(length: nil) { [new] number in
                    number < 7 ? Array(new[number * 10_000..<(number + 1) * 10_000]) : nil
                }
                try await storage.put(name, body, .replace)
                recording.note("replaced")
            }, from: { try await $0.put(name, old, .create) }
        ) { crash, storage in
            let found = try await content(storage)
            #expect(found == new || found == old && crash.notes.isEmpty, "\(crash)")
        }
    }

    @Test func deletedObjectIsTheOldOneOrGone() async throws {
        try await cut(
            { storage, recording in
                try await storage.delete(name)
                recording.note("deleted")
            }, from: { try await $0.put(name, old, .create) }
        ) { crash, storage in
            let found = try await content(storage)
            #expect(found == nil || found == old && crash.notes.isEmpty, "\(crash)")
        }
    }

    /// Folders that come and go between objects are durable for each of them.
    @Test func objectsThatReturnedSurviveFoldersThatComeAndGo() async throws {
        let names: [ObjectName] = ["a/b/1", "a/b/2", "a/c/3", "a/b/4"]
        try await cut({ storage, recording in
            for (number, name) in names.enumerated() {
                try await storage.put(name, .bytes(old), .create)
                recording.note("+\(name)")
                if number.isMultiple(of: 2) {
                    recording.note("?\(name)")
                    try await storage.delete(name)
                    recording.note("-\(name)")
                }
            }
        }) { crash, storage in
            for name in names {
                let isThere = try await storage.head(name) != nil
                if isThere { #expect(areEqual(try await storage.content(name), old), "\(crash)") }
                switch crash.notes.last(where: { $0.hasSuffix(name.text) })?.first {
                case "+": #expect(isThere, "\(name) is lost \(crash)")
                case "-": #expect(!isThere, "\(name) is back \(crash)")
                default: break
                }
            }
        }
    }
}
