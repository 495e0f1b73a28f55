import Connector
import Cryptography
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Archives that are wrong. The twisted ones are wrong in one way only: every hash fits and the
/// source's own key has signed them, so nothing but the check that is meant can refuse them.
@Suite struct HostileArchiveTests {
    static let twists: [(name: String, words: String)] = [
        ("path-climbs", "leads out of the snapshot"), ("path-absolute", "leads out"),
        ("path-dots", "leads out"), ("path-other", "contradict each other about"),
        ("size-other", "contradict each other about"), ("kind-other", "contradict each other"),
        ("hash-other", "is not what was backed up"),
        ("hash-small-other", "is not what was backed up"), ("offset-other", "z-last"),
        ("offset-huge", "where it cannot be in the payload"), ("twice", "twice"),
        ("unordered", "is not in order"), ("link-forward", "does not come before"),
        ("frames-overlap", "overlap or leave a gap"), ("frames-outside", "size that cannot be"),
        ("frames-tar-gap", "overlap or leave a gap"),
        ("frame-negative-room", "a size that cannot be"), ("frames-fewer", "are not all of it"),
        ("count-other", "other counts"), ("end-missing", "cut short"),
        ("line-huge", "too long"), ("line-garbage", "cannot be read"),
        ("after-end", "where it does not belong"), ("bomb", "does not have the expected size"),
        ("parts-swapped", "payload.part000001"),
        ("manifest-huge-size", "sizes that contradict each other"),
        ("manifest-huge-plain", "the frames of payload.part000001 are not all of it"),
        ("manifest-huge-frame", "manifest.json cannot be read"),
        ("manifest-tar-gap", "manifest.json cannot be read"),
        ("manifest-index-huge", "fewer bytes"), ("manifest-entries-fewer", "more entries"),
    ]

    @Test(.timeLimit(.minutes(5)), arguments: twists.map(\.name), [true, false])
    func aTwistedOneIsRefused(twist: String, isSealed: Bool) async throws {
        let words = Self.twists.first { $0.name == twist }?.words ?? ""
        try await withTree { tree in
            let fixture = try await SealedFixture.make(
                tree, .init(twist: twist, isSealed: isSealed))
            for checksItself in [false, true] {
                do {
                    _ = try await restore(
                        try await fixture.open(), fixture.id, checksItself: checksItself)
                    Issue.record("\(twist) was restored")
                } catch let error as EngineError {
                    #expect(error.kind == .damaged, "\(error)")
                    let isPlain = !isSealed && twist.hasPrefix("manifest-huge")
                    #expect(isPlain || error.message.contains(words), "\(error)")
                }
            }
            let report = try await fixture.open().verify(
                VerifyScope(reading: .everything), RunProgress())
            #expect(!report.findings.isEmpty, "\(twist) passed the check")
        }
    }

    @Test(.timeLimit(.minutes(2))) func anIndexOfALaterFormatIsToldApart() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(version: 2))
            await expectRefusal(.tooNew, "later version") {
                _ = try await restore(fixture.open(), fixture.id)
            }
        }
    }

    /// A part of another snapshot of the same tree, under the right name and of the right size.
    @Test(.timeLimit(.minutes(2))) func aPartOfAnotherSnapshotIsRefused() async throws {
        try await withTree { tree in
            let other = "55555555-5555-4555-8555-555555555555"
            let mine = try await SealedFixture.make(tree, .init(run: other), .init())
            let foreign = mine.folder.replacing(SealedFixture.Wish().run, with: other)
            let part = try await mine.storage.get(
                ObjectName("\(foreign)/entries.jsonl.zst.age"), limit: .max)
            try await mine.put(part, as: "entries.jsonl.zst.age")
            await expectRefusal(.damaged, "entries.jsonl.zst.age") {
                _ = try await restore(mine.open(), mine.id)
            }
        }
    }

    /// One bit anywhere in anything that is read: the restore is refused, or not touched by it.
    @Test(.timeLimit(.minutes(5)), arguments: [true, false])
    func aFlippedBitIsNeverRestored(isSealed: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(isSealed: isSealed))
            let vault = try await fixture.open()
            let whole = try await restore(vault, fixture.id)
            var names = (1...fixture.partCount).map { PartName($0).text }
            names += ["manifest.json", "complete.json"]
            names.append(SnapshotLayout.indexName(isSealed ? .age : .none))
            var generator = SeededGenerator()
            for round in 0..<(isFullLength ? 2000 : 120) {
                let name = names[round % names.count]
                let bytes = try await fixture.bytes(name)
                // The heads are what structure is made of.
                let end = round % 3 == 0 ? min(300, bytes.count) : bytes.count
                let place = Int.random(in: 0..<end, using: &generator)
                try await fixture.flip(name, at: place)
                let context = "\(name) at \(place), seed \(generator.seed)"
                do {
                    let found = try await restore(vault, fixture.id)
                    let isSame = zip(found, whole).allSatisfy { $0.content == $1.content }
                    #expect(isSame && found.count == whole.count, "\(context)")
                    #expect(!name.hasPrefix("entries"), "\(context)")
                } catch let error as EngineError {
                    let kinds: [EngineError.Kind] = [
                        .damaged, .foreignSignature, .tooNew, .wrongKey,
                    ]
                    #expect(kinds.contains(error.kind), "\(error) \(context)")
                }
                try await fixture.put(bytes, as: name)
            }
        }
    }

    @Test(.timeLimit(.minutes(5))) func whatIsCutShortIsRefused() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let vault = try await fixture.open()
            var names = (1...fixture.partCount).map { PartName($0).text }
            names += ["manifest.json", "complete.json", "entries.jsonl.zst.age"]
            var generator = SeededGenerator()
            for name in names {
                let bytes = try await fixture.bytes(name)
                for count in [0, 1, Int.random(in: 2..<bytes.count - 1, using: &generator), -1] {
                    let cut = count < 0 ? bytes.count - 1 : count
                    try await fixture.put(Array(bytes[..<cut]), as: name)
                    let context = "\(name) of \(cut), seed \(generator.seed)"
                    do {
                        _ = try await restore(vault, fixture.id)
                        Issue.record("restored: \(context)")
                    } catch let error as EngineError {
                        #expect([.damaged, .storage].contains(error.kind), "\(error) \(context)")
                    }
                }
                try await fixture.put(bytes, as: name)
            }
        }
    }
}
