import Connector
import FilesConnector
import Glibc
import Host
import Synchronization
import TestSupport
import Testing
import Values

/// What options leave out, and what they do not.
@Suite struct ChoiceTests {
    @Test func excludedFoldersAreNeverOpened() async throws {
        // As an ordinary user, to whom opening it would be an issue.
        let script = """
            mkdir -p keep secret; touch keep/a secret/b keep/x.o; chmod 0 secret
            chown -R 65534:65534 .; chmod 755 .
            """
        try await withFiles(script) { folder in
            let taken = try await take(folder) {
                $0.excludes.add(Array("secret/\n*.o\n!/keep".utf8))
            }
            #expect(taken.below(folder) == ["keep", "keep/a"])
            #expect(taken.issues == [])
        }
    }

    @Test func rootsAreTakenWhateverIsExcluded() async throws {
        try await withFiles("mkdir -p a/b/c a/d; touch a/b/c/f a/d/g") { folder in
            var options = FilesOptions()
            options.excludes.add(Array("b\nc\nd".utf8))
            let source = FilesSource(
                [FilePath("\(folder)/a"), FilePath("\(folder)/a/b/c")], options: options)
            let taken = try await blocking { try Taken.all(source) }
            #expect(taken.below(folder) == ["a", "a/b", "a/b/c", "a/b/c/f"])
        }
    }

    @Test func ignoreFilesBelongToTheirFolders() async throws {
        let script = """
            mkdir -p a/b c; touch a/x a/y a/b/x a/b/y c/x top a/b/top
            printf 'x\\n/top\\n' > a/.skip; printf '!x\\n/y\\n' > a/b/.skip
            """
        try await withFiles(script) { folder in
            let taken = try await take(folder) { $0.ignoreFileName = Array(".skip".utf8) }
            #expect(
                taken.below(folder) == [
                    "a", "a/.skip", "a/b", "a/b/.skip", "a/b/top", "a/b/x", "a/y", "c", "c/x",
                    "top",
                ])
        }
    }

    /// By what it is and not by its name: whoever writes to it may have come by another path.
    @Test func aVaultThatIsWrittenToIsLeftOut() async throws {
        try await withFiles("mkdir -p a/vault/data; touch a/vault/data/p a/b; ln -s a c") {
            folder in
            let said = Mutex([String]())
            var options = FilesOptions()
            options.vaultFolders = [
                FilePath("\(folder)/c/vault"), FilePath("\(folder)/elsewhere"),
            ]
            let source = FilesSource([FilePath(folder)], options: options) { note in
                said.withLock { $0.append(note) }
            }
            let taken = try await blocking { try Taken.all(source) }
            #expect(taken.below(folder) == ["a", "a/b", "c"])
            #expect(
                said.withLock { $0 } == ["\(folder)/a/vault is the vault itself and is left out"])
            // Whoever names it wants it.
            let named = FilesSource([FilePath("\(folder)/a/vault")], options: options)
            let all = try await blocking { try Taken.all(named) }
            #expect(all.below(folder).contains("a/vault/data/p"))
        }
    }

    @Test func largeFilesAreLeftOut() async throws {
        try await withFiles("head -c 1000 /dev/zero >a; head -c 1001 /dev/zero >b") { folder in
            let taken = try await take(folder) { $0.sizeMax = ByteCount(1000) }
            #expect(taken.below(folder) == ["a"])
        }
    }

    @Test func cachesKeepTheirFolderAndTheirTag() async throws {
        let script = """
            mkdir -p real/in forged; touch real/data real/in/data forged/data
            printf 'Signature: 8a477f597d28d172789f06886806bc55\\n# more' > real/CACHEDIR.TAG
            printf 'Signature: 8a477f597d28d172789f06886806bc56' > forged/CACHEDIR.TAG
            mkdir linked; touch linked/data; ln -s ../real/CACHEDIR.TAG linked/CACHEDIR.TAG
            mkdir waits; touch waits/data; mkfifo waits/CACHEDIR.TAG
            """
        try await withFiles(script) { folder in
            let taken = try await take(folder) { $0.excludesCaches = true }
            #expect(
                taken.below(folder) == [
                    "forged", "forged/CACHEDIR.TAG", "forged/data", "linked",
                    "linked/CACHEDIR.TAG", "linked/data", "real", "real/CACHEDIR.TAG", "waits",
                    "waits/CACHEDIR.TAG", "waits/data",
                ])
            let root = try await take("\(folder)/real") { $0.excludesCaches = true }
            #expect(root.below("\(folder)/real") == ["CACHEDIR.TAG", "data", "in", "in/data"])
        }
    }

    @Test func nodumpIsObeyedWhenAsked() async throws {
        try await withFiles("mkdir d; touch d/a b c; chattr +d d b") { folder in
            #expect(try await take(folder).below(folder) == ["b", "c", "d", "d/a"])
            let taken = try await take(folder) { $0.obeysNodump = true }
            #expect(taken.below(folder) == ["c"])
        }
    }

    @Test func symbolicLinksAreKeptFollowedOrSkipped() async throws {
        let script = """
            mkdir -p in out/deep; echo text >out/file; touch out/deep/f
            ln -s ../out in/folder; ln -s ../out/file in/file; ln -s nowhere in/dangling
            ln -s . in/loop; ln -s .. out/deep/up
            """
        try await withFiles(script) { folder in
            let root = "\(folder)/in"
            let kept = try await take(root)
            #expect(kept.below(root) == ["dangling", "file", "folder", "loop"])
            #expect(kept.entry("\(root.dropFirst())/folder")?.kind == .link(Array("../out".utf8)))
            #expect(try await take(root) { $0.links = .skip }.below(root) == [])
            let followed = try await take(root, reading: true) { $0.links = .follow }
            #expect(
                followed.below(root) == [
                    "dangling", "file", "folder", "folder/deep", "folder/deep/f",
                    "folder/deep/up", "folder/file", "loop",
                ])
            #expect(
                followed.files.values.filter { $0.bytes == Array("text\n".utf8) }.count == 2)
            #expect(followed.entry("\(root.dropFirst())/folder")?.kind == .folder)
            #expect(followed.entry("\(root.dropFirst())/loop")?.kind == .link(Array(".".utf8)))
            #expect(followed.issues.map(\.kind) == [.incomplete, .incomplete, .incomplete])
        }
    }

    @Test func hardLinksAreKeptOrCopied() async throws {
        try await withFiles("mkdir d; echo a >d/one; ln d/one two; ln d/one d/a; echo b >c") {
            folder in
            let base = String(folder.dropFirst())
            let kept = try await take(folder, reading: true)
            let first = try #require(EntryPath("\(base)/d/a"))
            #expect(kept.entry("\(base)/d/a")?.kind == .file)
            #expect(kept.entry("\(base)/d/one")?.kind == .hardLink(first))
            #expect(kept.entry("\(base)/two")?.kind == .hardLink(first))
            #expect(kept.files.count == 2)
            let copied = try await take(folder, reading: true) { $0.hardLinks = .copy }
            #expect(copied.files.count == 4)
        }
    }

    @Test func fileThatVanishedUnderItsFirstNameComesUnderTheNext() async throws {
        try await withFiles("echo text >a; ln a b; ln a c") { folder in
            let source = FilesSource([FilePath(folder)])
            let kinds = try await blocking {
                var kinds: [Entry.Kind] = []
                let stream = try source.entries()
                while let item = try stream.next() {
                    guard case .entry(let entry) = item, entry.kind != .folder else { continue }
                    kinds.append(entry.kind)
                    if entry.path.name.elementsEqual("a".utf8) {
                        unlink("\(folder)/a")
                        #expect(throws: EntryIssue.self) { try entry.content?.open() }
                    }
                }
                return kinds
            }
            let second = try #require(EntryPath("\(folder.dropFirst())/b"))
            #expect(kinds == [.file, .file, .hardLink(second)])
        }
    }

    @Test func otherFileSystemsAreLeftOutWhenAsked() async throws {
        try #require(geteuid() == 0, "mounting needs root")
        try await withFiles("mkdir -p a/m b; touch a/f; mount -t tmpfs t a/m; touch a/m/in") {
            folder in
            let stays = try await take(folder) { $0.staysOnFileSystem = true }
            let all = try await take(folder)
            var options = FilesOptions()
            options.staysOnFileSystem = true
            let both = FilesSource(
                [FilePath(folder), FilePath("\(folder)/a/m")], options: options)
            let named = try await blocking { try Taken.all(both) }
            _ = try await runProgram("umount", ["-l", "\(folder)/a/m"])
            #expect(stays.below(folder) == ["a", "a/f", "a/m", "b"])
            #expect(all.below(folder) == ["a", "a/f", "a/m", "a/m/in", "b"])
            #expect(named.below(folder) == ["a", "a/f", "a/m", "a/m/in", "b"])
        }
    }

    @Test func stateOfTheKernelIsLeftOutWithANoteUnlessItIsARoot() async throws {
        try #require(geteuid() == 0, "mounting needs root")
        try await withFiles("mkdir -p a/p; mount -t proc p a/p") { folder in
            let notes = Notes()
            let source = FilesSource([FilePath(folder)]) { notes.append($0) }
            let taken = try await blocking { try Taken.all(source) }
            let asked = try await take("\(folder)/a/p/sys/kernel/ostype")
            _ = try await runProgram("umount", ["-l", "\(folder)/a/p"])
            #expect(taken.below(folder) == ["a", "a/p"])
            #expect(taken.issues == [])
            #expect(notes.all.count == 1 && notes.all[0].contains("\(folder)/a/p"))
            #expect(asked.paths.last == "\(folder.dropFirst())/a/p/sys/kernel/ostype")
        }
    }

    @Test func patternsThatCanMatchNothingAreNoted() async throws {
        try await withFiles("mkdir -p a/b") { folder in
            let notes = Notes()
            var options = FilesOptions()
            let lines = "/build\n[a\n*.o\n\(folder)/a\n**/x/y\nsrc/gen\n\(folder)"
            options.excludes.add(Array(lines.utf8))
            let source = FilesSource([FilePath(folder)], options: options) { notes.append($0) }
            try await blocking { _ = try source.entries() }
            #expect(notes.all.count == 4)
            for (note, pattern) in zip(notes.all, ["[a", "/build", "src/gen", folder]) {
                #expect(note.contains("\"\(pattern)\""))
            }
        }
    }
}

/// Sentences that a source said.
final class Notes: Sendable {
    private let sentences = Mutex<[String]>([])

    var all: [String] { sentences.withLock { $0 } }

    func append(_ sentence: String) {
        sentences.withLock { $0.append(sentence) }
    }
}
