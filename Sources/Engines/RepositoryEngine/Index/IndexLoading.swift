package import Engine
internal import Host
internal import Synchronization

extension RepositoryVault {
    /// Reads every index object and puts them together.
    /// - Throws: `.damaged`, naming the first that cannot be read: without it blobs that are there
    ///   would be taken for missing.
    package func loadIndex(_ progress: RunProgress? = nil) async throws -> BlobIndex {
        let loading = IndexLoading()
        let listed = try await list(.index)
        try await read(listed.map(\.id), progress, loading)
        return loading.finish()
    }

    /// The same, and which index object says what.
    /// - Parameter goesOn: Past index objects that cannot be read.
    func loadIndexWithSources(
        _ progress: RunProgress, goesOn: Bool = false
    ) async throws -> LoadedIndex {
        let loading = IndexLoading(goesOn: goesOn)
        let listed = try await list(.index).map(\.id)
        try await read(listed, progress, loading)
        let sources = loading.sources
        let unreadable = Set(listed).subtracting(sources.map(\.id)).sorted()
        return LoadedIndex(index: loading.finish(), sources: sources, unreadable: unreadable)
    }

    /// The same as far as it goes, with what could not be read.
    func loadIndexAsFarAsPossible(
        _ progress: RunProgress
    ) async throws -> (index: BlobIndex, objects: Int, faults: [EngineError]) {
        let loading = IndexLoading(goesOn: true)
        let listed = try await list(.index)
        try await read(listed.map(\.id), progress, loading)
        return (loading.finish(), listed.count, loading.faults)
    }

    /// Twice as many at a time as threads: while some are parsed, others are on their way.
    private func read(
        _ ids: [ObjectID], _ progress: RunProgress?, _ loading: IndexLoading
    ) async throws {
        let pool = try ThreadPool(name: "index", size: settings.workers)
        _ = try await withTaskExecutorPreference(pool) {
            try await ids.concurrentMap(limit: 2 * settings.workers) { id in
                do {
                    let document = try await self.document(id, in: .index)
                    try loading.add(document, of: id)
                    progress?.update { $0.transferred += Int64(document.count) }
                } catch {
                    try loading.note(EngineError(reading: error, of: "index \(id)"))
                }
            }
        }
    }
}

/// An index, and where it is from.
struct LoadedIndex: Sendable {
    /// An index object and the packs that it names, by number.
    struct Source: Sendable {
        let id: ObjectID
        let packs: Set<Int>
    }

    let index: BlobIndex
    let sources: [Source]
    let unreadable: [ObjectID]
}

/// The index that several tasks put together.
private final class IndexLoading: Sendable {
    private let draft = Mutex<BlobIndex.Draft?>(BlobIndex.Draft())
    private let noted = Mutex<[EngineError]>([])
    private let added = Mutex<[LoadedIndex.Source]>([])
    private let goesOn: Bool

    init(goesOn: Bool = false) {
        self.goesOn = goesOn
    }

    var faults: [EngineError] { noted.withLock { $0 } }
    var sources: [LoadedIndex.Source] { added.withLock { $0 } }

    func add(_ document: [UInt8], of id: ObjectID) throws {
        var packs: [(ObjectID, [PackEntry])] = []
        do throws(EngineError) {
            try IndexFile.read(document.span) { packs.append(($0, $1)) }
        } catch {
            throw EngineError.damaged("index \(id): \(error.message)")
        }
        let numbers = draft.withLock { draft in
            var numbers: Set<Int> = []
            for (pack, entries) in packs {
                if let number = draft?.add(pack, entries) { numbers.insert(number) }
            }
            return numbers
        }
        added.withLock { $0.append(LoadedIndex.Source(id: id, packs: numbers)) }
    }

    func note(_ fault: EngineError) throws {
        guard goesOn, fault.kind == .damaged else { throw fault }
        noted.withLock { $0.append(fault) }
    }

    func finish() -> BlobIndex {
        draft.withLock { draft in
            guard let whole = draft.take() else {
                preconditionFailure("an index is finished once")
            }
            return whole.finish()
        }
    }
}
