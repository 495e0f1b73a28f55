import Host
import LocalStorage
import Storage
import StorageSupport
import Synchronization
import TestSupport
import Testing
import Values

/// Disks that fill up.
@Suite(.timeLimit(.minutes(5))) struct FullDiskTests {
    private let name: ObjectName = "data/object"

    @Test(arguments: [
        // A disk of a petabyte, of a terabyte, of 10 GiB, of 1 GiB, of 100 MiB.
        (ByteCount.gibibytes(1 << 20), ByteCount.gibibytes(1)), (.gibibytes(1024), .gibibytes(1)),
        (.gibibytes(10), ByteCount(10 * (1 << 30) / 100)), (.gibibytes(1), .mebibytes(64)),
        (.mebibytes(100), .mebibytes(10)), (ByteCount(0), ByteCount(0)),
    ])
    func reserveGrowsWithTheDiskWithinBounds(total: ByteCount, kept: ByteCount) {
        #expect(Reserve.standard.bytes(ofTotal: total) == kept)
    }

    /// 40 MiB, of which 4 are kept in reserve.
    @Test func whatDoesNotFitIsRefusedBeforeAnythingIsWritten() async throws {
        try await LocalBench.withDisk("40m") { bench in
            let storage = try bench.open()
            try await storage.put("old", Pattern(size: 30 << 20).all, .create)
            let opened = Mutex(false)
            let body = ObjectBody(length: 7 << 20, isRepeatable: true) {
                opened.withLock { $0 = true }
                return BytesReader([])
            }
            for rule in [PutRule.create, .replace] {
                let error = await expectStorageError(.full) {
                    try await storage.put(rule == .create ? name : "old", body, rule)
                }
                #expect(error?.disposition == .needsOperator)
                #expect(error?.message.contains("4.0 MiB") == true, "\(String(describing: error))")
            }
            #expect(opened.withLock { $0 } == false)
            #expect(try await bench.files() == ["old"])
            // What ends work in order still fits: up to a mebibyte, down to a quarter.
            try await storage.put("fits", Pattern(size: 5 << 20).all, .create)
            for number in 0..<4 {
                try await storage.put(
                    ObjectName("short/\(number)"), Pattern(size: 1 << 20).all, .create)
            }
            await expectStorageError(.full) {
                try await storage.put("short/4", Pattern(size: 1 << 20).all, .create)
            }
            // Deleting always works, and makes room.
            try await storage.delete("old")
            try await storage.put(name, Pattern(size: 20 << 20).all, .create)
        }
    }

    /// A body of unknown length is stopped while there is still room.
    @Test func bodiesWithoutALengthAreStoppedInTime() async throws {
        try await LocalBench.withDisk("100m") { bench in
            let storage = try bench.open()
            let sent = Mutex(0)
            let body = ObjectBody.stepped(length: nil) { _ in
                sent.withLock { $0 += 1 }
                return [UInt8](repeating: 1, count: 1 << 20)
            }
            await expectStorageError(.full) { try await storage.put(name, body, .create) }
            let count = sent.withLock { $0 }
            #expect((60...90).contains(count), "\(count) MiB were taken")
            #expect(try await bench.files() == [])
            var space = try #require(try await storage.space())
            #expect(space.total == .mebibytes(100))
            // A program that another test starts has a copy of its descriptor for a moment.
            while space.free <= .mebibytes(99) {
                await Task.yield()
                space = try #require(try await storage.space())
            }
        }
    }

    /// Somebody else fills the disk in the middle: the kernel's refusal leaves nothing either.
    @Test(arguments: [false, true])
    func fullDiskInTheMiddleLeavesTheOldObject(hasLength: Bool) async throws {
        try await LocalBench.withDisk("20m") { bench in
            let storage = try bench.open(.none)
            try await storage.put("old", [1, 2, 3], .create)
            let pattern = Pattern(size: 19 << 20)
            let body = ObjectBody.stepped(length: hasLength ? pattern.size : nil) {
                number async throws in
                if number == 1 { try await bench.run("head -c 10M /dev/zero >vault/filler+") }
                guard number < 19 else { return nil }
                return pattern.bytes(Int64(number) << 20..<Int64(number + 1) << 20)
            }
            let error = await expectStorageError(.full) {
                try await storage.put("old", body, .replace)
            }
            #expect(error?.object == "old")
            #expect(try await bench.files() == ["filler+", "old"])
            #expect(try await storage.content("old") == [1, 2, 3])
        }
    }

    /// Room for bytes is of no use where no file can be made.
    @Test func disksWithoutFreeNodesAreFull() async throws {
        try await LocalBench.withDisk("20m,nr_inodes=70") { bench in
            let storage = try bench.open()
            for number in 0..<5 { try await storage.put(ObjectName("\(number)"), [1], .create) }
            await expectStorageError(.full) {
                for number in 5..<20 {
                    try await storage.put(ObjectName("\(number)"), [1], .create)
                }
            }
        }
    }

    @Test func readOnlyDiskIsSaidToRefuse() async throws {
        try await LocalBench.withDisk("20m") { bench in
            let storage = try bench.open()
            try await storage.put(name, [1], .create)
            try await bench.run("mount -o remount,ro vault")
            await expectStorageError(.denied) { try await storage.put("other", [1], .create) }
            await expectStorageError(.denied) { try await storage.delete(name) }
            #expect(try await storage.content(name) == [1])
        }
    }
}
