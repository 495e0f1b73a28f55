import TestSupport
import Testing
import Values

@testable import Host

/// What is left of files after a power cut at any moment.
@Suite(.timeLimit(.minutes(5))) struct PowerCutTests {
    private let old = [UInt8](repeating: 0x6F, count: 3000)
    private let new = [UInt8](repeating: 0x6E, count: 5000)

    /// Records `body` on a folder that holds `file`, and hands on every content it could have.
    private func contents(
        of body: (FilePath) throws -> Void, _ check: (PowerCut.Crash, [UInt8]?) -> Void
    ) async throws {
        let seed = UInt64.random(in: 0 ... .max)
        try await withScratchFolder { scratch in
            let file = FilePath("\(scratch)/folder/file")
            try Folder(at: FilePath(scratch)).makeFolder(RelativePath("folder"))
            try DurableFile.replace(file, with: old)
            let cut = try await PowerCut.record(file.parent) { recording in
                try body(file)
                recording.note("done")
            }
            #expect(cut.eventCount > 0, "nothing was seen")
            try await cut.forEachCrash(seed: seed) { crash in
                let folder = try Folder(at: crash.root)
                do {
                    check(crash, try folder.read(RelativePath("file"), limit: .mebibytes(1)))
                } catch let error as FileError where error.kind == .notFound {
                    check(crash, nil)
                }
            }
        }
    }

    @Test func durableFileIsTheOldOrTheNewOne() async throws {
        try await contents(of: { try DurableFile.replace($0, with: new) }) { crash, content in
            let isNew = content == new
            #expect(isNew || content == old && crash.notes.isEmpty, "\(crash)")
        }
    }

    /// The layer itself: a writer that leaves out a step is caught.
    @Test(arguments: ["file", "folder", "rename"])
    func missingStepsAreSeen(step: String) async throws {
        var broken = 0
        let body: (FilePath) throws -> Void = { path in
            let folder = try Folder(at: path.parent)
            let name = try RelativePath("file")
            guard step != "rename" else {
                let file = try folder.openFile(name, for: .write)
                try file.write(new.span.bytes, path: path)
                try file.synchronize(path: path)
                return
            }
            let other = try RelativePath("other")
            let file = try folder.openFile(other, for: .create(.ownerOnly))
            try file.write(new.span.bytes, path: path)
            if step != "file" { try file.synchronize(path: path) }
            try folder.rename(other, to: name, replacement: .allowed)
            if step != "folder" { try folder.synchronize() }
        }
        try await contents(of: body) { crash, content in
            let isRight = content == new || content == old && crash.notes.isEmpty
            if !isRight { broken += 1 }
        }
        #expect(broken > 0, "a writer without its \(step) step passes")
    }

    /// The number of a file that is removed goes to the next that is made, as by another test.
    @Test func whatIsWrittenElsewhereUnderTheSameNumberIsNoneOfOurs() async throws {
        let body: (FilePath) throws -> Void = { path in
            let elsewhere = try Folder(at: path.parent.parent)
            try Folder(at: path.parent).remove(RelativePath(bytes: path.name.bytes))
            for number in 0..<100 {
                let name = try RelativePath("other \(number)")
                let file = try elsewhere.openFile(name, for: .create(.ownerOnly))
                try file.write(new.span.bytes, path: path)
            }
        }
        try await contents(of: body) { crash, content in
            #expect(content == nil || content == old, "\(crash)")
        }
    }

    /// Folders and names that were not synchronised may be missing, and their files with them.
    @Test func newFoldersNeedTheirParents() async throws {
        var found = Set<Bool>()
        let body: (FilePath) throws -> Void = { path in
            let folder = try Folder(at: path.parent)
            try folder.makeFolder(RelativePath("sub"))
            var draft = try FileDraft(in: folder)
            try draft.write(new)
            try draft.commit(as: RelativePath("sub/inner"), replacement: .refused)
        }
        try await contents(of: body) { crash, _ in
            guard crash.notes == ["done"] else { return }
            let folder = try? Folder(at: crash.root)
            let inner = try? folder?.read(RelativePath("sub/inner"), limit: .mebibytes(1))
            found.insert(inner == new)
        }
        #expect(found == [true, false])
    }
}
