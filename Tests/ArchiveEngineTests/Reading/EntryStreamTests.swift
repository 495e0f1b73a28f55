import Connector
import Engine
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import ArchiveEngine

/// Archives made by tar, zstd, age and openssl, read by us.
@Suite struct EntryStreamTests {
    @Test(.timeLimit(.minutes(2)), arguments: [true, false])
    func everythingComesBack(isSealed: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(isSealed: isSealed))
            #expect(fixture.partCount >= 4)
            let vault = try await fixture.open(
                isSealed ? ArchiveKeys(identities: [SealedFixture.second]) : ArchiveKeys())
            let progress = RunProgress()
            let all = try await restore(vault, fixture.id, EntryChoice(), progress)
            #expect(all.count == fixture.entryCount)
            for (entry, content) in all {
                try Self.expect(entry, content, isIn: tree)
            }
            #expect(progress.now.entries == Int64(all.count))
            #expect(progress.now.bytes > 1_000_000)
            #expect(progress.now.transferred > 1_000_000)
        }
    }

    /// Against what the kernel says of the tree.
    private static func expect(
        _ entry: Entry, _ content: [UInt8]?, isIn tree: String
    ) throws {
        let path = "\(tree)/\(entry.path)"
        guard entry.path.description.utf8.elementsEqual(entry.path.bytes) else {
            #expect(content == Array("x".utf8))
            return
        }
        switch entry.kind {
        case .file:
            #expect(content == (try readFile(path)), "\(entry.path)")
            #expect(content?.count == Int(entry.size))
        case .hardLink(let target): #expect(target.description == "docs/numbers")
        case .link(let target): #expect(target == Array("../docs/numbers".utf8))
        default: #expect(content == nil)
        }
        if entry.path.description == "docs/empty" {
            #expect(
                entry.metadata.modified == FileTime(seconds: -14_182_940, nanoseconds: 123_456_789))
        }
        if entry.path.description == "docs/deep/more" {
            #expect(entry.metadata.permissions == 0o4755)
        }
    }

    @Test(.timeLimit(.minutes(2))) func aFolderComesAloneAndInOrder() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let choice = EntryChoice(paths: [try #require(EntryPath("docs/deep"))])
            let found = try await restore(try await fixture.open(), fixture.id, choice)
            #expect(
                found.map(\.entry.path.description) == [
                    "docs/deep", "docs/deep/more", "docs/deep/random",
                ])
            #expect(try found[1].content == readFile("\(tree)/docs/deep/more"))
            #expect(try found[2].content == readFile("\(tree)/docs/deep/random"))
        }
    }

    @Test(.timeLimit(.minutes(2))) func everyFileComesAlone() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(frame: 10_000, part: 150_000))
            let vault = try await fixture.open()
            let all = try await restore(vault, fixture.id)
            for (entry, content) in all where entry.kind == .file {
                let found = try await restore(
                    vault, fixture.id, EntryChoice(paths: [entry.path]))
                #expect(found.count == 1 && found.first?.content == content, "\(entry.path)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func scatteredFilesComeTogether() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(frame: 10_000, part: 150_000))
            let vault = try await fixture.open()
            let all = try await restore(vault, fixture.id)
            var generator = SeededGenerator()
            for _ in 0..<20 {
                let chosen = Set(
                    all.map(\.entry.path).filter { _ in Bool.random(using: &generator) })
                let links = all.filter {
                    if case .hardLink = $0.entry.kind {
                        chosen.contains($0.entry.path)
                    } else {
                        false
                    }
                }
                let choice = EntryChoice(isWanted: { path, _ in chosen.contains(path) })
                let found = try await restore(vault, fixture.id, choice)
                #expect(Set(found.map(\.entry.path)) == chosen, "seed \(generator.seed)")
                for (entry, content) in found {
                    let expected = all.first { $0.entry.path == entry.path }
                    guard expected?.entry.kind == .file else { continue }
                    #expect(content == expected?.content, "\(entry.path), seed \(generator.seed)")
                }
                #expect(links.count <= 2)
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func aHardLinkWithoutItsFirstNameIsAFile() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(frame: 10_000, part: 50_000))
            let vault = try await fixture.open()
            let later = ["docs.d/second-name", "docs.d/third-name", "z-last"]
            let choice = EntryChoice(paths: later.compactMap { EntryPath($0) })
            let found = try await restore(vault, fixture.id, choice)
            #expect(found.map(\.entry.path.description) == later)
            #expect(found[0].entry.kind == .file)
            #expect(try found[0].content == readFile("\(tree)/docs/numbers"))
            #expect(found[1].entry.kind == .hardLink(try #require(EntryPath(later[0]))))
            #expect(try found[2].content == readFile("\(tree)/z-last"))
        }
    }

    @Test(.timeLimit(.minutes(2)), arguments: [true, false])
    func hardLinksComeAsFilesWhereSomebodyAsks(isEverything: Bool) async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(frame: 10_000, part: 50_000))
            let vault = try await fixture.open()
            let names = ["docs/numbers", "docs.d/second-name", "docs.d/third-name"]
            var choice = EntryChoice(paths: isEverything ? [] : names.compactMap { EntryPath($0) })
            choice.hardLinks = .asFiles
            let found = try await restore(vault, fixture.id, choice)
            #expect(found.count == (isEverything ? fixture.entryCount : names.count))
            let numbers = try readFile("\(tree)/docs/numbers")
            for name in names {
                let one = try #require(found.first { $0.entry.path.description == name })
                #expect(one.entry.kind == .file)
                #expect(one.content == numbers, "\(name)")
            }
        }
    }

    @Test(.timeLimit(.minutes(2))) func contentThatIsNotOpenedIsPassedOver() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree)
            let vault = try await fixture.open()
            let stream = Passage(
                try await vault.entries(of: fixture.id, EntryChoice(), RunProgress()))
            let listed = try await blocking { try stream.all(opening: false).entries.count }
            #expect(listed == fixture.entryCount)
        }
    }

    /// Nobody takes to the end: what reads ahead has to end by itself.
    @Test(.timeLimit(.minutes(1))) func aStreamCanBeLetGoOf() async throws {
        try await withTree { tree in
            let fixture = try await SealedFixture.make(tree, .init(frame: 10_000))
            let vault = try await fixture.open()
            for _ in 0..<20 {
                _ = try await vault.entries(of: fixture.id, EntryChoice(), RunProgress())
            }
        }
    }
}
