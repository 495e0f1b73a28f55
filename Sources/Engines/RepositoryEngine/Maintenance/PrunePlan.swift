internal import Engine
package import Values

/// What a prune would do. Nothing has been changed when there is a plan.
package struct PrunePlan: Sendable {
    /// Packs of which nothing is needed.
    package internal(set) var removed: [ObjectID] = []
    /// Packs whose needed blobs are copied into new ones.
    package internal(set) var rewritten: [ObjectID] = []
    /// Packs that no index names.
    package internal(set) var unindexed: [ObjectID] = []
    /// Bytes that are read and written anew.
    package internal(set) var copied = ByteCount(0)
    /// Bytes that the vault has less afterwards.
    package internal(set) var freed = ByteCount(0)
    /// Bytes that nothing needs and that stay.
    package internal(set) var unusedKept = ByteCount(0)
    package internal(set) var snapshots = 0
    package internal(set) var keptPacks = 0

    /// By their number in the index.
    var removedNumbers: Set<Int> = []
    var rewrittenNumbers: Set<Int> = []
    /// Packs that an index names and that are not there, and of which nothing is needed.
    var forgottenNumbers: Set<Int> = []

    package var isNothing: Bool {
        removedNumbers.isEmpty && rewrittenNumbers.isEmpty && unindexed.isEmpty
            && forgottenNumbers.isEmpty
    }
}

/// Decides for each pack whether it stays, goes, or is written anew.
struct PrunePlanner {
    struct Pack {
        var needed = 0
        var neededBytes = 0
        /// Where the last one that is needed ends.
        var neededEnd = 0
        var unneededBytes = 0

        var isNeeded: Bool { needed > 0 }
        var share: Double {
            Double(unneededBytes) / Double(max(1, neededBytes + unneededBytes))
        }
    }

    private let index: BlobIndex
    private let inventory: PackInventory
    private let sizes: [ObjectID: RepositoryVault.Listed]
    private let settings: PruneSettings
    private var packs: [Pack]
    /// Of each needed blob, the one place that counts.
    private(set) var kept: (trees: RowSet, data: RowSet)

    init(
        _ index: BlobIndex, _ used: UsedBlobs, _ listed: [RepositoryVault.Listed],
        _ settings: PruneSettings
    ) {
        self.index = index
        self.settings = settings
        inventory = PackInventory(index)
        sizes = Dictionary(uniqueKeysWithValues: listed.map { ($0.id, $0) })
        packs = [Pack](repeating: Pack(), count: index.packs.count)
        kept = (RowSet(rows: index.trees.count), RowSet(rows: index.data.count))
        for kind in BlobKind.allCases { count(kind, used) }
    }

    func keeps(_ row: Int, _ kind: BlobKind) -> Bool {
        kind == .data ? kept.data.contains(row) : kept.trees.contains(row)
    }

    /// Single places first; of several, the one in the pack of which the most is needed anyway.
    private mutating func count(_ kind: BlobKind, _ used: UsedBlobs) {
        let table = index.table(kind)
        var several: [Range<Int>] = []
        var row = 0
        while row < table.count {
            var end = row + 1
            while end < table.count, table.isRepeated(end) { end += 1 }
            if used.contains(row, kind), end == row + 1 {
                keep(row, kind)
            } else if used.contains(row, kind) {
                several.append(row..<end)
            }
            row = end
        }
        for rows in several {
            let best = rows.filter { isWhole(Int(table[$0].pack)) }
                .max { packs[Int(table[$0].pack)].needed < packs[Int(table[$1].pack)].needed }
            keep(best ?? rows.first { isThere(table[$0]) } ?? rows.lowerBound, kind)
        }
        for row in 0..<table.count where !keeps(row, kind) {
            packs[Int(table[row].pack)].unneededBytes += Int(table[row].length)
        }
    }

    private mutating func keep(_ row: Int, _ kind: BlobKind) {
        if kind == .data { kept.data.insert(row) } else { kept.trees.insert(row) }
        let blob = index.table(kind)[row]
        packs[Int(blob.pack)].needed += 1
        packs[Int(blob.pack)].neededBytes += Int(blob.length)
        packs[Int(blob.pack)].neededEnd = max(
            packs[Int(blob.pack)].neededEnd, Int(blob.offset) + Int(blob.length))
    }

    private func isThere(_ blob: BlobTable.Row) -> Bool {
        let size = sizes[index.packs[Int(blob.pack)]]?.size ?? 0
        return Int64(blob.offset) + Int64(blob.length) <= size
    }

    /// As far as its size tells.
    private func isWhole(_ number: Int) -> Bool {
        sizes[index.packs[number]]?.size == Int64(inventory.packs[number].size)
    }

    /// A pack of another size than the index says is written anew, as far as it is needed: every
    /// piece is authenticated on the way, and nothing goes before all are stored.
    /// - Throws: `.damaged` when something that is needed lies in a pack that is not there, or
    ///   behind the end of one.
    func plan() throws(EngineError) -> PrunePlan {
        var plan = PrunePlan()
        var candidates: [Int] = []
        var freed: Int64 = 0
        for (number, pack) in packs.enumerated() {
            let id = index.packs[number]
            guard let size = sizes[id]?.size else {
                guard !pack.isNeeded else {
                    throw .damaged(
                        "pack \(id) is missing, and \(pack.needed) of its blobs are needed: "
                            + "nothing is pruned before `check` finds nothing")
                }
                plan.forgottenNumbers.insert(number)
                continue
            }
            guard pack.neededEnd <= size else {
                throw .damaged(
                    "pack \(id) has \(size) bytes where the index says "
                        + "\(inventory.packs[number].size), and \(pack.needed) of its blobs are "
                        + "needed: nothing is pruned before `check` finds nothing")
            }
            if !pack.isNeeded {
                plan.removedNumbers.insert(number)
                plan.removed.append(id)
                freed = freed.saturating(adding: size)
            } else if pack.unneededBytes > 0 || mustGo(number) {
                candidates.append(number)
            }
        }
        freed = freed.saturating(adding: rewrite(candidates, &plan))
        freed = freed.saturating(adding: addUnindexed(to: &plan))
        plan.freed = ByteCount(freed)
        plan.keptPacks = packs.count - plan.removed.count - plan.rewritten.count
        return plan
    }

    /// The worst first, until what stays is little enough.
    /// - Returns: Bytes that come free.
    private func rewrite(_ candidates: [Int], _ plan: inout PrunePlan) -> Int64 {
        var unused = Int64(candidates.reduce(0) { $0 + packs[$1].unneededBytes })
        let limit = unusedLimit
        var copied: Int64 = 0
        var freed: Int64 = 0
        let worst = candidates.sorted {
            let musts = (mustGo($0), mustGo($1))
            if musts.0 != musts.1 { return musts.0 }
            return (packs[$0].share, $0) > (packs[$1].share, $1)
        }
        for number in worst {
            let pack = packs[number]
            guard unused > limit || mustGo(number) else { break }
            if let most = settings.rewriteMax, copied + Int64(pack.neededBytes) > most { continue }
            copied += Int64(pack.neededBytes)
            unused -= Int64(pack.unneededBytes)
            freed += Int64(pack.unneededBytes)
            plan.rewrittenNumbers.insert(number)
            plan.rewritten.append(index.packs[number])
        }
        plan.copied = ByteCount(copied)
        plan.unusedKept = ByteCount(unused)
        return freed
    }

    /// Whatever there is to gain by it.
    private func mustGo(_ number: Int) -> Bool {
        inventory.packs[number].kinds.count > 1 || !isWhole(number)
    }

    private var unusedLimit: Int64 {
        switch settings.unusedMax {
        case .unlimited: return .max
        case .bytes(let bytes): return bytes
        case .percent(let percent):
            // Of what is there afterwards.
            let needed = packs.reduce(0) { $0 + $1.neededBytes }
            let share = min(max(percent, 0), 99.9) / 100
            return Int64(Double(needed) * share / (1 - share))
        }
    }

    private func addUnindexed(to plan: inout PrunePlan) -> Int64 {
        guard let moment = settings.unindexedBefore else { return 0 }
        let named = Set(index.packs)
        var freed: Int64 = 0
        for listed in sizes.values where !named.contains(listed.id) {
            // Where the location keeps no times, the exclusive lock tells that nobody writes.
            guard listed.modified.map({ $0 < moment }) ?? true else { continue }
            plan.unindexed.append(listed.id)
            freed = freed.saturating(adding: listed.size)
        }
        plan.unindexed.sort()
        return freed
    }

    /// The blobs that are kept of the chosen packs, by pack number and in the order of the pack.
    func needed(ofPacks isChosen: (Int) -> Bool) -> [Int: [PackEntry]] {
        index.entries(ofPacks: isChosen, where: keeps)
    }
}
