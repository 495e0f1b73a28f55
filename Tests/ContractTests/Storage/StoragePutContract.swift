import Storage
import StorageSupport
import StoreSupport
import Synchronization
import Testing
import Values

/// What every location promises of `put`.
@Suite(.timeLimit(.minutes(5))) struct StoragePutContract {
    private let name: ObjectName = "data/4f/object"
    private let longest =
        String(repeating: "q/", count: 56)
        + [199, 199].map { String(repeating: "l", count: $0) }.joined(separator: "/") + "x"
    private let old = Array("the old one, which is whole".utf8)

    @Test(arguments: StorageFixtures.all)
    func whatIsPutIsThere(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let contents: [[UInt8]] = [[], [7], Pattern(size: 3_000_001).all]
            for (number, content) in contents.enumerated() {
                let name = try ObjectName("a/b/c\(number)")
                try await lent.storage.put(name, content, .create)
                #expect(areEqual(try await lent.other.content(name), content))
                let info = try await lent.other.head(name)
                #expect(info?.name == name)
                #expect(info?.size == Int64(content.count))
            }
        }
    }

    @Test(arguments: StorageFixtures.all)
    func replaceTakesThePlaceAndCreateDoesNot(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            try await lent.storage.put(name, old, .create)
            let error = await expectStorageError(.alreadyExists) {
                try await lent.storage.put(name, [1], .create)
            }
            #expect(error?.object == name)
            #expect(try await lent.other.content(name) == old)
            guard !lent.storage.traits.isAppendOnly else { return }
            for content in [[2], Array(repeating: 3, count: 70_000), []] as [[UInt8]] {
                try await lent.storage.put(name, content, .replace)
                #expect(try await lent.other.content(name) == content)
                #expect(try await lent.other.head(name)?.size == Int64(content.count))
            }
        }
    }

    /// While a body is on its way, and when it breaks, the others see the old object or none.
    @Test(arguments: StorageFixtures.all, [false, true])
    func nobodySeesHalf(fixture: any StorageFixture, hasOld: Bool) async throws {
        try await fixture.withStorage { lent in
            guard !hasOld || !lent.storage.traits.isAppendOnly, fixture.hidesPutsUnderWay else {
                return
            }
            if hasOld { try await lent.storage.put(name, old, .create) }
            let before = try await lent.storage.names()
            let looks = Mutex(0)
            let body = ObjectBody.stepped(length: 3 << 20) { [name, old] number in
                if number == 2 { throw BodyBroke() }
                // One piece has been taken before the second is asked for.
                if number == 1 {
                    #expect(try await lent.other.head(name)?.size == (hasOld ? 27 : nil))
                    #expect(try await lent.other.names() == before)
                    if hasOld { #expect(try await lent.other.content(name) == old) }
                    looks.withLock { $0 += 1 }
                }
                return Array(repeating: 9, count: 1 << 20)
            }
            await #expect(throws: BodyBroke()) {
                try await lent.storage.put(name, body, hasOld ? .replace : .create)
            }
            #expect(looks.withLock { $0 } == 1)
            try await expectUnchanged(lent, hasOld: hasOld)
        }
    }

    @Test(
        arguments: StorageFixtures.all,
        [(99, StorageError.Kind.cutShort), (101, .unexpected), (0, .cutShort)])
    func bodyOfAnotherLengthStoresNothing(
        fixture: any StorageFixture, outcome: (comes: Int, kind: StorageError.Kind)
    ) async throws {
        try await fixture.withStorage { lent in
            for hasOld in [false, true] {
                if hasOld, lent.storage.traits.isAppendOnly { continue }
                if hasOld { try await lent.storage.put(name, old, .create) }
                let content = [UInt8](repeating: 5, count: outcome.comes)
                let body = ObjectBody(length: 100, isRepeatable: true) { BytesReader(content) }
                await expectStorageError(outcome.kind) {
                    try await lent.storage.put(name, body, hasOld ? .replace : .create)
                }
                try await expectUnchanged(lent, hasOld: hasOld)
            }
        }
    }

    private func expectUnchanged(_ lent: LentStorage, hasOld: Bool) async throws {
        #expect(try await lent.other.names() == (hasOld ? [name.text] : []))
        if hasOld {
            #expect(try await lent.other.content(name) == old)
        } else {
            #expect(try await lent.other.head(name) == nil)
            await expectStorageError(.notFound) { _ = try await lent.other.content(name) }
        }
    }

    @Test(arguments: StorageFixtures.all)
    func bodyThatCannotBeOpenedStoresNothing(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let body = ObjectBody(length: 4, isRepeatable: false) { throw BodyBroke() }
            await #expect(throws: BodyBroke()) { try await lent.storage.put(name, body, .create) }
            try await expectUnchanged(lent, hasOld: false)
        }
    }

    @Test(arguments: StorageFixtures.all)
    func bodyIsOpenedOnce(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let opened = Mutex(0)
            let content = Pattern(size: 2_500_000).all
            let body = ObjectBody(length: Int64(content.count), isRepeatable: false) {
                opened.withLock { $0 += 1 }
                return BytesReader(content)
            }
            try await lent.storage.put(name, body, .create)
            #expect(opened.withLock { $0 } == 1)
            #expect(areEqual(try await lent.storage.content(name), content))
        }
    }

    @Test(arguments: StorageFixtures.all)
    func bodyWithoutALengthIsStoredOrRefused(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            for size in [0, 1, 5_000_003] as [Int64] {
                let pattern = Pattern(size: size, seed: 4)
                let name = try ObjectName("unknown/\(size)")
                guard lent.storage.traits.takesUnknownLength else {
                    await expectStorageError(.unsupported) {
                        try await lent.storage.put(
                            name, .pattern(pattern, saysLength: false), .create)
                    }
                    #expect(try await lent.other.head(name) == nil)
                    continue
                }
                try await lent.storage.put(name, .pattern(pattern, saysLength: false), .create)
                #expect(areEqual(try await lent.other.content(name), pattern.all))
            }
        }
    }

    @Test(arguments: StorageFixtures.all)
    func oneOfEightCreatorsWins(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let outcomes = await eightAtOnce { number in
                let storage = number.isMultiple(of: 2) ? lent.storage : lent.other
                let content = [UInt8](repeating: UInt8(number), count: 300_000)
                try await storage.put(name, content, .create)
                return UInt8(number)
            }
            for case let error as StorageError in outcomes.errors {
                let isBusy = !fixture.replacesInOneStep && error.disposition == .retryable
                #expect(error.kind == .alreadyExists || isBusy, "\(error)")
            }
            guard fixture.hidesPutsUnderWay else { return }
            #expect(outcomes.errors.allSatisfy { $0 is StorageError })
            let winner = try await lent.storage.content(name)
            if lent.storage.traits.createIsExact, fixture.replacesInOneStep {
                #expect(outcomes.values.count == 1)
            }
            #expect(outcomes.values.contains(winner.first ?? 99))
            #expect(winner.count == 300_000 && Set(winner).count == 1)
        }
    }

    /// Readers see one writer's object or another's, never something of both.
    @Test(arguments: StorageFixtures.all)
    func readersSeeWholeObjectsWhileEightReplace(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            guard !lent.storage.traits.isAppendOnly, fixture.hidesPutsUnderWay else { return }
            let size = 200_000
            try await lent.storage.put(name, [UInt8](repeating: 0, count: size), .create)
            let outcomes = await eightAtOnce { number in
                for turn in 0..<5 {
                    if number < 4 {
                        let byte = UInt8(number * 10 + turn)
                        let content = [UInt8](repeating: byte, count: size)
                        try await lent.storage.put(name, content, .replace)
                    } else {
                        let seen = try await lent.other.content(name)
                        let first = try #require(seen.first)
                        #expect(areEqual(seen, [UInt8](repeating: first, count: size)))
                    }
                }
            }
            let errors = outcomes.errors.filter { error in
                guard !fixture.replacesInOneStep, let error = error as? StorageError else {
                    return true
                }
                return error.kind != .notFound && error.disposition != .retryable
            }
            #expect(errors.isEmpty, "\(errors)")
            #expect(try await lent.storage.names() == [name.text])
        }
    }

    @Test(arguments: StorageFixtures.all)
    func allAllowedNamesAreKept(fixture: any StorageFixture) async throws {
        try await fixture.withStorage { lent in
            let texts = [
                "abcdefghijklmnopqrstuvwxyz", "ABCDEFGHIJKLMNOPQRSTUVWXYZ", "0123456789._-",
                "a/b/c/d/e/f/g/h/i/j", "-dash", "_line", "x..y", "trailing.", "a.tmp", "con", "e.",
                String(repeating: "n", count: ObjectName.partLengthMax),
                String(repeating: "p/", count: 56) + "end", longest,
            ]
            #expect(longest.utf8.count == ObjectName.lengthMax)
            for text in texts {
                let name = try ObjectName(text)
                try await lent.storage.put(name, Array(text.utf8), .create)
            }
            for text in texts {
                #expect(try await lent.other.content(ObjectName(text)) == Array(text.utf8))
            }
            let sorted = try texts.map { try ObjectName($0) }.sorted().map(\.text)
            #expect(try await lent.other.names() == sorted)
        }
    }
}
