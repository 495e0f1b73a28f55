import Storage
import StorageSupport
import StoreSupport
import Testing
import Values

/// What every location promises of `list`, `delete` and `sweep`.
@Suite(.timeLimit(.minutes(5))) struct StorageListContract {
    private func fill(_ storage: any Storage, _ texts: [String]) async throws {
        let room = storage.traits.transfersMax
        try await withThrowingTaskGroup(of: Void.self) { group in
            for (number, text) in texts.enumerated() {
                if number >= room { try await group.next() }
                group.addTask {
                    try await storage.put(ObjectName(text), Array(text.utf8), .create)
                }
            }
            try await group.waitForAll()
        }
    }

    @Test(arguments: StorageFixtures.all)
    func listingIsOfOneFolderAndAllBelowIt(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            #expect(try await lent.other.names() == [])
            try await fill(
                lent.storage,
                ["top", "a/1", "a/b/2", "a/b/c/d/e/f/3", "ab/4", "a-b/5", "a.b/6", "A/7"])
            let expected = [
                (nil, ["A/7", "a-b/5", "a.b/6", "a/1", "a/b/2", "a/b/c/d/e/f/3", "ab/4", "top"]),
                ("a", ["a/1", "a/b/2", "a/b/c/d/e/f/3"]), ("a/b", ["a/b/2", "a/b/c/d/e/f/3"]),
                ("a/b/c/d", ["a/b/c/d/e/f/3"]), ("ab", ["ab/4"]), ("A", ["A/7"]),
                ("none", []), ("a/none/at/all", []), ("top", []), ("to", []), ("a/1", []),
                ("top/below", []),
            ]
            for (folder, names) in expected {
                let found = try await lent.other.names(below: folder.map { try ObjectName($0) })
                #expect(found == names, "\(folder ?? "everything")")
            }
        }
    }

    /// Buckets have no folders and keep both; folders refuse. Nobody may rely on either, but the
    /// object that was there stays as it is, and a listing tells what is there.
    @Test(arguments: StorageFixtures.all)
    func whatWouldBeBelowAnObjectIsKeptOrRefused(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await lent.storage.put("top", [1], .create)
            var expected = ["top"]
            do {
                try await lent.storage.put("top/below", [2], .create)
                expected.append("top/below")
                #expect(try await lent.other.content("top/below") == [2])
            } catch is StorageError {
                #expect(try await lent.other.head("top/below") == nil)
            }
            #expect(try await lent.other.content("top") == [1])
            #expect(try await lent.other.names() == expected)
            #expect(try await lent.other.names(below: "top") == Array(expected.dropFirst()))
            guard !lent.storage.traits.isAppendOnly, fixture.keepsObjectsAbove else { return }
            // Taking one away leaves the other.
            try await lent.storage.delete("top/below")
            #expect(try await lent.other.names() == ["top"])
        }
    }

    @Test(arguments: StorageFixtures.all)
    func manyObjectsAreListedOnceEachWithTheirSizes(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let texts = (0..<2500).map { "many/\($0 % 7)/object\($0)" }
            try await fill(lent.storage, texts)
            let seen = Shared<[ObjectInfo]>([])
            try await lent.other.list("many") { batch in
                seen.change { $0 += batch }
            }
            #expect(seen.value.map(\.name.text).sorted() == texts.sorted())
            let wrong = seen.value.filter { $0.size != Int64($0.name.text.utf8.count) }
            #expect(wrong == [])
            #expect(try await lent.other.listAll("many/3").count == 357)
        }
    }

    @Test(arguments: StorageFixtures.all)
    func whatTheTakerThrowsEndsTheListing(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await fill(lent.storage, ["a", "b/c"])
            await #expect(throws: BodyBroke()) {
                try await lent.storage.list(nil) { _ in throw BodyBroke() }
            }
            #expect(try await lent.storage.names() == ["a", "b/c"])
        }
    }

    @Test(arguments: StorageFixtures.all)
    func deletedObjectsAreGoneAndOthersStay(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            guard !lent.storage.traits.isAppendOnly else { return }
            try await fill(lent.storage, ["a/b/1", "a/b/2", "a/c"])
            let first: ObjectName = "a/b/1"
            try await lent.storage.delete(first)
            #expect(try await lent.other.head(first) == nil)
            await expectStorageError(.notFound) { _ = try await lent.other.get(first, nil) }
            // Again, what never was, a folder, and what would be below an object.
            let below = fixture.keepsObjectsAbove ? ["a/c/below"] : []
            for text in ["a/b/1", "none", "no/such/folder/x", "a/b", "a"] + below {
                try await lent.storage.delete(ObjectName(text))
            }
            #expect(try await lent.other.names() == ["a/b/2", "a/c"])
            try await lent.storage.put(first, [1], .create)
            #expect(try await lent.other.content(first) == [1])
            for text in ["a/b/1", "a/b/2", "a/c"] {
                try await lent.storage.delete(ObjectName(text))
            }
            #expect(try await lent.other.names() == [])
            try await lent.storage.put(first, [2], .create)
            #expect(try await lent.other.names() == ["a/b/1"])
        }
    }

    @Test(arguments: StorageFixtures.all)
    func sweepRemovesLeftoversAndNothingElse(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await fill(lent.storage, ["a/b/1", "2", "looks-like.tmp"])
            let (past, future) = (Timestamp(seconds: 1_000_000), Timestamp(seconds: 4_000_000_000))
            #expect(try await lent.storage.sweep(before: future) == 0)
            guard let abandonPut = lent.abandonPut else { return }
            try await abandonPut()
            try await abandonPut()
            #expect(try await lent.other.names() == ["2", "a/b/1", "looks-like.tmp"])
            #expect(try await lent.other.sweep(before: past) == 0)
            #expect(try await lent.other.sweep(before: future) == 2)
            #expect(try await lent.other.sweep(before: future) == 0)
            #expect(try await lent.other.names() == ["2", "a/b/1", "looks-like.tmp"])
        }
    }

    /// A cleaner of the same process, or of another, leaves a living writer alone.
    @Test(arguments: StorageFixtures.all)
    func sweepOfThePastLeavesPutsAlone(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let pattern = Pattern(size: 3 << 20)
            let body = ObjectBody.stepped(length: pattern.size) { number async throws in
                guard number < 3 else { return nil }
                if number == 2 {
                    let past = Timestamp(seconds: 1_000_000)
                    do {
                        #expect(try await lent.other.sweep(before: past) == 0)
                    } catch let error as StorageError where error.disposition == .retryable {
                        #expect(!fixture.servesManyAtOnce, "\(error)")
                    }
                }
                return pattern.bytes(Int64(number) << 20..<Int64(number + 1) << 20)
            }
            try await lent.storage.put("a", body, .create)
            #expect(areEqual(try await lent.other.content("a"), pattern.all))
        }
    }
}
