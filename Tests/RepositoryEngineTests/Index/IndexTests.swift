import Engine
import TestSupport
import Testing

@testable import RepositoryEngine

@Suite struct IndexTests {
    static func entries(_ count: Int, seed: UInt64, kind: BlobKind = .data) -> [PackEntry] {
        var random = SeededGenerator(seed: seed)
        var offset = 0
        return (0..<count).map { number in
            let length = Int.random(in: 33...5000, using: &random)
            defer { offset += length }
            let id = ObjectID(random.next(), random.next(), random.next(), random.next())
            return PackEntry(
                id: id, kind: kind, offset: offset, length: length,
                plainLength: number % 3 == 0 ? 0 : length * 2)
        }
    }

    @Test func whatIsWrittenIsRead() throws {
        var draft = IndexDraft()
        let packs = (0..<5).map { number in
            (
                ObjectID.hash([UInt8(number)].span),
                Self.entries(20, seed: UInt64(number), kind: number % 2 == 0 ? .data : .tree)
            )
        }
        for (id, entries) in packs { draft.add(id, entries) }
        #expect(draft.blobs == 100)
        let text = draft.takeDocument()
        #expect(draft.isEmpty)
        var read: [(ObjectID, [PackEntry])] = []
        try IndexFile.read(text.span) { read.append(($0, $1)) }
        #expect(read.map(\.0) == packs.map(\.0) && read.map(\.1) == packs.map(\.1))
    }

    @Test func otherSpellingsAndUnknownKeysAreRead() throws {
        let a = ObjectID.hash([1].span)
        let b = ObjectID.hash([2].span)
        let text = """
             { "supersedes": ["x", {"y": [1, -2.5e3, "a\\"b"]}], "packs" : [ { "blobs" :
             [ {"length": 99, "new": {"deep": [true]}, "offset": 3, "type" : "tree", "id": "\(b)" },
             {"id":"\(a)","type":"data","offset":102,"length":40,"uncompressed_length":70}],
             "id":"\(a)"} , {"id":"\(b)","blobs":[]} ], "packs_to_delete": null }
            """
        var read: [(ObjectID, [PackEntry])] = []
        try IndexFile.read(Array(text.utf8).span) { read.append(($0, $1)) }
        #expect(read.map(\.0) == [a, b])
        #expect(
            read[0].1 == [
                PackEntry(id: b, kind: .tree, offset: 3, length: 99, plainLength: 0),
                PackEntry(id: a, kind: .data, offset: 102, length: 40, plainLength: 70),
            ])
    }

    @Test func whatIsCutOffAnywhereIsDamaged() {
        var draft = IndexDraft()
        draft.add(ObjectID.hash([1].span), Self.entries(3, seed: 1))
        let text = draft.takeDocument()
        for count in 0..<text.count {
            #expect(throws: EngineError.self, "\(count) bytes") {
                try IndexFile.read(Array(text[..<count]).span) { _, _ in }
            }
        }
    }

    @Test(arguments: [0, 1, 7, 49, 1000, 200_000])
    func everyBlobIsFoundAndNoOther(count: Int) {
        var draft = BlobIndex.Draft()
        let entries = Self.entries(count, seed: 7)
        let pack = ObjectID.hash([1].span)
        draft.add(pack, entries)
        let index = draft.finish()
        #expect(index.count == count)
        for entry in entries {
            let place = index.place(of: entry.id, .data)
            #expect(
                place
                    == BlobPlace(
                        pack: pack, offset: entry.offset, length: entry.length,
                        plainLength: entry.plainLength))
        }
        for other in Self.entries(1000, seed: 8) { #expect(!index.contains(other.id, .data)) }
        if let first = entries.first { #expect(!index.contains(first.id, .tree)) }
    }

    @Test func idsThatAreNotSpreadEvenlyAreFound() {
        var draft = BlobIndex.Draft()
        let ids = (0..<5000).map { number in
            ObjectID(number < 2500 ? 5 : UInt64.max - UInt64(number % 7), UInt64(number), 0, 0)
        }
        draft.add(
            ObjectID.hash([1].span),
            ids.map { PackEntry(id: $0, kind: .tree, offset: 0, length: 40, plainLength: 0) })
        let index = draft.finish()
        for id in ids { #expect(index.contains(id, .tree)) }
        #expect(!index.contains(ObjectID(5, 9999, 0, 0), .tree))
        #expect(!index.contains(ObjectID(6, 0, 0, 0), .tree))
    }

    @Test func duplicatesAreKeptAndTwinsAreNot() {
        var draft = BlobIndex.Draft()
        let entries = Self.entries(100, seed: 3)
        let packs = [ObjectID.hash([1].span), ObjectID.hash([2].span)]
        draft.add(packs[0], entries)
        draft.add(packs[1], entries)
        draft.add(packs[0], entries)
        let index = draft.finish()
        #expect(index.count == 200)
        #expect(Set(index.places(of: entries[5].id, .data).map(\.pack)) == Set(packs))
    }

    @Test func aBlobIsClaimedOnce() {
        var draft = BlobIndex.Draft()
        let entries = Self.entries(2, seed: 4)
        draft.add(ObjectID.hash([1].span), entries.prefix(1))
        let known = KnownBlobs(draft.finish())
        #expect(!known.claim(entries[0].id, .data))
        #expect(known.claim(entries[1].id, .data))
        #expect(!known.claim(entries[1].id, .data))
        #expect(known.claim(entries[1].id, .tree), "kinds are told apart")
    }
}
