internal import Engine
internal import Synchronization

/// What snapshots need: their trees and the pieces of their files, as rows of the index.
///
/// Trees are read once, however many snapshots share them, and several at a time.
struct UsedBlobs: Sendable {
    private(set) var trees: RowSet
    private(set) var data: RowSet
    /// What is needed and not there, or cannot be read.
    private(set) var faults: [Fault] = []

    /// A blob that is needed and cannot be had.
    struct Fault: Sendable {
        let id: BlobID
        let kind: BlobKind
        let message: String
    }

    /// Trees that are read at a time.
    private static let stretch = 512

    private let index: BlobIndex

    init(_ index: BlobIndex) {
        self.index = index
        trees = RowSet(rows: index.trees.count)
        data = RowSet(rows: index.data.count)
    }

    func contains(_ row: Int, _ kind: BlobKind) -> Bool {
        kind == .data ? data.contains(row) : trees.contains(row)
    }

    /// Walks everything below the roots.
    /// - Throws: What is not damage: a location that fails, a cancellation.
    static func find(
        below roots: [BlobID], _ fetcher: BlobFetcher, _ progress: RunProgress
    ) async throws -> UsedBlobs {
        var used = UsedBlobs(fetcher.index)
        try await used.add(below: roots, fetcher, progress)
        return used
    }

    /// The same for more roots. Trees that were walked are not walked again.
    mutating func add(
        below roots: [BlobID], _ fetcher: BlobFetcher, _ progress: RunProgress
    ) async throws {
        var waiting: [BlobID] = []
        for root in roots { add(tree: root, to: &waiting) }
        while !waiting.isEmpty {
            try Task.checkCancellation()
            let now = Array(waiting.suffix(Self.stretch))
            waiting.removeLast(now.count)
            let read = ReadTrees()
            await fetcher.fetch(now, .tree) { trees in
                for (id, content) in trees { read.add(id, content) }
            }
            try take(read, &waiting)
            progress.update { $0.entries += Int64(now.count) }
        }
    }

    private mutating func add(tree id: BlobID, to waiting: inout [BlobID]) {
        guard let row = index.trees.index(of: id) else {
            faults.append(Fault(id: id, kind: .tree, message: "tree \(id) is in no pack"))
            return
        }
        if trees.insert(row) { waiting.append(id) }
    }

    private mutating func take(_ read: ReadTrees, _ waiting: inout [BlobID]) throws {
        let (found, failures) = read.taken
        for failure in failures {
            guard failure.error.kind == .damaged else { throw failure.error }
            faults.append(
                Fault(id: failure.id, kind: .tree, message: failure.error.message))
        }
        for tree in found {
            for id in tree.subtrees { add(tree: id, to: &waiting) }
            for id in tree.data {
                if let row = index.data.index(of: id) {
                    data.insert(row)
                } else {
                    faults.append(
                        Fault(id: id, kind: .data, message: "data blob \(id) is in no pack"))
                }
            }
        }
    }
}

/// Trees that several tasks have read, as what they refer to.
private final class ReadTrees: Sendable {
    struct References: Sendable {
        var subtrees: [BlobID] = []
        var data: [BlobID] = []
    }

    private struct State: Sendable {
        var found: [References] = []
        var failures: [(id: BlobID, error: EngineError)] = []
    }

    private let state = Mutex(State())

    var taken: (found: [References], failures: [(id: BlobID, error: EngineError)]) {
        state.withLock { ($0.found, $0.failures) }
    }

    func add(_ id: BlobID, _ result: Result<[UInt8], EngineError>) {
        do throws(EngineError) {
            var reader = TreeReader(try result.get())
            var references = References()
            while let node = try reader.next() {
                if let subtree = node.subtree { references.subtrees.append(subtree) }
                references.data += node.content
            }
            state.withLock { [references] in $0.found.append(references) }
        } catch {
            state.withLock { $0.failures.append((id, error)) }
        }
    }
}
