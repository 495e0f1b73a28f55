internal import SFTP
internal import Synchronization

/// Fetches the small files that are likely to be asked for next, as long as they are asked for: a
/// backup in which nothing is new opens none, and then none is fetched.
final class AheadFetches: Sendable {
    /// Larger ones have enough requests of their own to keep a line busy.
    static let sizeMax: Int64 = 256 << 10
    fileprivate static let filesMax = 96
    fileprivate static let bytesMax: Int64 = 8 << 20
    /// Files are opened in their order, but by several threads.
    fileprivate static let disorderMax = 256
    fileprivate static let candidatesMax = 8192

    fileprivate struct Candidate {
        let file: RemoteContent
        let number: Int
    }

    fileprivate struct State {
        var nextNumber = 0
        /// Not asked for yet, in their order.
        var candidates: [Candidate] = []
        var first = 0
        var fetches: [ObjectIdentifier: (number: Int, fetch: SmallFetch, size: Int64)] = [:]
        var bytes: Int64 = 0
        /// Nobody has opened anything, or nobody does any more.
        var isWanted = false
    }

    private let line: SFTPLine
    private let state = Mutex(State())

    init(_ line: SFTPLine) {
        self.line = line
    }

    func append(_ file: RemoteContent) {
        guard file.size <= Self.sizeMax else { return }
        state.withLock { state in
            state.candidates.append(Candidate(file: file, number: state.nextNumber))
            state.nextNumber += 1
            if state.candidates.count - state.first > Self.candidatesMax { state.first += 1 }
            if state.first > Self.candidatesMax {
                state.candidates.removeFirst(state.first)
                state.first = 0
            }
        }
        fetchMore()
    }

    /// The fetch of a file that somebody opens now, if it was begun.
    func claim(_ file: RemoteContent) -> SmallFetch? {
        guard file.size <= Self.sizeMax else { return nil }
        let fetch = state.withLock { state -> SmallFetch? in
            state.isWanted = true
            guard let known = state.fetches.removeValue(forKey: ObjectIdentifier(file)) else {
                state.drop(file)
                return nil
            }
            state.bytes -= known.size
            state.forget(before: known.number - Self.disorderMax)
            return known.fetch
        }
        fetchMore()
        return fetch
    }

    private func fetchMore() {
        guard let client = line.clientThatStands else { return }
        while let fetch = state.withLock({ $0.next(client) }) { fetch.start() }
    }
}

extension AheadFetches.State {
    /// The next fetch, where there is room and use for one.
    fileprivate mutating func next(_ client: SFTPClient) -> SmallFetch? {
        guard isWanted, fetches.count < AheadFetches.filesMax, bytes < AheadFetches.bytesMax,
            first < candidates.count
        else { return nil }
        let candidate = candidates[first]
        first += 1
        let fetch = SmallFetch(candidate.file, client)
        fetches[ObjectIdentifier(candidate.file)] = (
            candidate.number, fetch, candidate.file.size
        )
        bytes += candidate.file.size
        return fetch
    }

    /// Opened before its turn: it, and those long before it, are not fetched any more.
    fileprivate mutating func drop(_ file: RemoteContent) {
        guard let index = candidates[first...].firstIndex(where: { $0.file === file }) else {
            return
        }
        let number = candidates[index].number
        candidates.remove(at: index)
        while first < candidates.count, candidates[first].number < number - AheadFetches.disorderMax
        {
            first += 1
        }
        forget(before: number - AheadFetches.disorderMax)
    }

    /// What nobody has opened, although later ones were: nobody will.
    fileprivate mutating func forget(before number: Int) {
        for (id, known) in fetches where known.number < number {
            fetches[id] = nil
            bytes -= known.size
            // They were fetched for nothing; the next that is opened begins anew.
            isWanted = false
        }
    }
}
