import Host
import LocalStorage
import Storage
import StorageSupport
import StoreSupport
import TestSupport
import Testing
import Values

/// A folder goes with its last object, also while somebody looks into it.
@Suite(.timeLimit(.minutes(5))) struct ListingTests {
    @Test func aFolderThatGoesWhileItIsListedIsEmpty() async throws {
        try await LocalBench.with { bench in
            let (writer, reader) = (try bench.open(), try bench.open())
            try await writer.put("config", [1], .create)
            try await withThrowingTaskGroup(of: Void.self) { group in
                group.addTask {
                    for number in 0..<3000 {
                        let name = try ObjectName("locks/\(number)")
                        try await writer.put(name, [1], .create)
                        try await writer.delete(name)
                    }
                }
                for _ in 0..<2 {
                    group.addTask {
                        for _ in 0..<3000 { _ = try await reader.listAll("locks") }
                    }
                }
                try await group.waitForAll()
            }
            #expect(try await reader.listAll(nil).map(\.name) == ["config"])
        }
    }
}
