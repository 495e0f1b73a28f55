import Host
import LocalStorage
import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

/// What a folder of this machine does beyond the contract.
@Suite(.timeLimit(.minutes(5))) struct LocalStorageTests {
    private let name: ObjectName = "data/4f/object"

    @Test func filesAreTheOwnersAlone() async throws {
        try await LocalBench.with { bench in
            try await bench.open().put(name, [1], .create)
            let modes = try await bench.run("stat -c %a vault/data vault/data/4f vault/\(name)")
            #expect(modes == "700\n700\n600\n")
        }
    }

    @Test func draftsLieInTheRootAndAreNoObjects() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            let body = ObjectBody.stepped(length: 2) { number async throws in
                if number == 1 {
                    let files = try await bench.files()
                    #expect(files.count == 1 && files.first?.hasPrefix(".holdfast-") == true)
                    // A cleaner sees that the writer lives.
                    let future = Timestamp(seconds: 4_000_000_000)
                    #expect(try await storage.sweep(before: future) == 0)
                }
                return number < 2 ? [UInt8(number)] : nil
            }
            try await storage.put(name, body, .create)
            #expect(try await bench.files() == ["data", "data/4f", "data/4f/object"])
        }
    }

    @Test func emptyFoldersGoWithTheirLastObject() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            try await storage.put(name, [1], .create)
            try await storage.put("data/other", [1], .create)
            try await storage.delete(name)
            #expect(try await bench.files() == ["data", "data/other"])
            try await storage.delete("data/other")
            #expect(try await bench.files() == [])
            try await storage.put(name, [2], .create)
            #expect(try await storage.content(name) == [2])
        }
    }

    /// The folder that one empties and removes is the one that another puts into.
    @Test func putsAndDeletesInOneFolderDoNotDisturbEachOther() async throws {
        try await LocalBench.with { bench in
            let storages = [try bench.open(), try bench.open()]
            let outcomes = await eightAtOnce { number in
                let storage = storages[number % 2]
                let name = try ObjectName("a/b/\(number)")
                for turn in 0..<40 {
                    try await storage.put(name, [UInt8(turn)], .create)
                    try await storage.delete(name)
                }
            }
            #expect(outcomes.errors.isEmpty, "\(outcomes.errors)")
            #expect(try await bench.files() == [])
        }
    }

    @Test func foreignFilesAreNoObjectsAndStay() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            try await storage.put(name, [1], .create)
            try await bench.run(
                """
                cd vault && mkdir 'lost+found' .hidden && touch 'lost+found/a' .hidden/b 'a b' \
                    "$(printf 'data/\\377')" && mkfifo data/pipe
                """)
            let before = try await bench.files()
            #expect(try await storage.names() == [name.text])
            #expect(try await storage.head("data/pipe") == nil)
            #expect(try await storage.sweep(before: Timestamp(seconds: 4_000_000_000)) == 0)
            #expect(try await bench.files() == before)
        }
    }

    // MARK: Links

    @Test func linksAreNeverFollowedAndNeverTakenForNothing() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            try await bench.run(
                """
                mkdir -p outside/4f && echo secret >outside/4f/object &&
                    ln -s ../outside vault/data && ln -s ../outside/4f/object vault/object
                """)
            for name in [name, "object"] as [ObjectName] {
                let calls: [() async throws -> Void] = [
                    { _ = try await storage.get(name, nil) },
                    { _ = try await storage.head(name) },
                    { try await storage.put(name, [1], .create) },
                    { try await storage.delete(name) },
                ]
                for call in calls {
                    let error = await expectStorageError(.unexpected) { try await call() }
                    #expect(error?.message.contains("symbolic link") == true)
                }
            }
            // A listing that left out what is behind a link would let a prune delete the rest.
            await expectStorageError(.unexpected) { _ = try await storage.names() }
            await expectStorageError(.unexpected) { _ = try await storage.names(below: "data") }
            await expectStorageError(.unexpected) { _ = try await storage.names(below: "data/4f") }
            // Replacing puts a file where the last link was, and nothing behind it.
            await expectStorageError(.unexpected) { try await storage.put(name, [1], .replace) }
            #expect(try await bench.run("find outside -type f | xargs cat") == "secret\n")
        }
    }

    // MARK: The root

    private func expectNoRoot(_ storage: LocalStorage, _ words: String) async {
        let calls: [() async throws -> Void] = [
            { _ = try await storage.get(name, nil) }, { _ = try await storage.head(name) },
            { try await storage.put(name, [1], .create) },
            { try await storage.put(name, [1], .replace) },
            { try await storage.delete(name) }, { try await storage.list(nil) { _ in } },
            { _ = try await storage.listAll("data") }, { _ = try await storage.space() },
            { _ = try await storage.sweep(before: Timestamp(seconds: 0)) },
        ]
        for call in calls {
            let error = await expectStorageError(.notFound) { try await call() }
            #expect(error?.message.contains("is the disk mounted?") == true)
            #expect(error?.message.contains(words) == true)
        }
    }

    @Test func missingRootIsAnErrorOfEveryCallAndIsNotMade() async throws {
        try await LocalBench.with { bench in
            let storage = try LocalStorage(root: FilePath("\(bench.scratch)/none"))
            await expectNoRoot(storage, "no folder")
            #expect(try await bench.run("ls") == "vault\n")
        }
    }

    @Test func exchangedRootIsNoticed() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            try await storage.put(name, [1], .create)
            try await bench.run("mv vault away && mkdir vault")
            await expectNoRoot(storage, "another folder")
            #expect(try await bench.files() == [])
            try await bench.run("rmdir vault && mv away vault")
            #expect(try await storage.content(name) == [1])
        }
    }

    @Test func unmountedDiskIsNoticedAndNotKeptBusy() async throws {
        try await LocalBench.with { bench in
            try await bench.run("mount -t tmpfs tmpfs vault")
            let storage = try bench.open()
            try await storage.put(name, [1], .create)
            try await bench.unmount()
            await expectNoRoot(storage, "another folder")
            #expect(try await bench.files() == [])
        }
    }

    /// A disk that goes away in the middle of a put does not leave a success behind.
    @Test func diskThatIsExchangedDuringAPutFailsThePut() async throws {
        try await LocalBench.with { bench in
            let storage = try bench.open()
            let body = ObjectBody.stepped(length: 2) { number async throws in
                if number == 1 { try await bench.run("mv vault away && mkdir vault") }
                return number < 2 ? [UInt8(number)] : nil
            }
            await expectStorageError(.notFound) { try await storage.put(name, body, .create) }
            #expect(try await bench.files() == [])
        }
    }

    @Test func rootThatIsAFileIsABadConfiguration() async throws {
        try await LocalBench.with { bench in
            try await bench.run("rmdir vault && touch vault")
            await expectStorageError(.badConfiguration) { _ = try await bench.open().head(name) }
        }
    }
}
