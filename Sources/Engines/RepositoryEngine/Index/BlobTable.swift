internal import Glibc

/// The blobs of one kind, sorted by id, in 48 bytes each. A blob that lies in several packs is
/// there as many times.
///
/// `@unchecked Sendable`: the memory is written by the draft alone, before the table exists.
@safe
final class BlobTable: @unchecked Sendable {
    /// As it lies in memory; the compiler adds nothing to it.
    struct Row {
        let id: BlobID
        /// Its number in the index.
        let pack: UInt32
        let offset: UInt32
        let length: UInt32
        let plainLength: UInt32
    }

    private static let guessesMax = 4
    /// Nearer than this, rows are looked at one after the other, so many at most.
    private static let reach = 4
    private static let stepsMax = 32

    let count: Int
    private let rows: UnsafeMutablePointer<Row>

    fileprivate init(count: Int, rows: UnsafeMutablePointer<Row>) {
        self.count = count
        unsafe self.rows = unsafe rows
    }

    deinit {
        unsafe free(rows)
    }

    subscript(index: Int) -> Row {
        precondition(index >= 0 && index < count, "a row of the table")
        return unsafe rows[index]
    }

    /// The first row of a blob; nil when it is not there.
    func index(of id: BlobID) -> Int? {
        let place = quickPlace(of: id) ?? place(of: id)
        return unsafe place < count && rows[place].id == id ? place : nil
    }

    /// Where it is or would be, found in a few steps. Hashes are spread evenly: about where one
    /// should be is known, and how far a row found there is off says where to look next.
    ///
    /// - Returns: nil where somebody made the ids otherwise.
    private func quickPlace(of id: BlobID) -> Int? {
        guard count > 0 else { return nil }
        let density = Double(count) / 0x1p64
        var place = Int(truncatingIfNeeded: id.a.multipliedFullWidth(by: UInt64(count)).high)
        for _ in 0..<Self.guessesMax {
            let step = unsafe Int((Double(id.a) - Double(rows[place].id.a)) * density)
            guard abs(step) > Self.reach else { break }
            place = min(max(place + step, 0), count - 1)
        }
        for _ in 0..<Self.stepsMax {
            if unsafe rows[place].id < id {
                guard place + 1 < count else { return count }
                place += 1
            } else {
                if unsafe place == 0 || rows[place - 1].id < id { return place }
                place -= 1
            }
        }
        return nil
    }

    private func place(of id: BlobID) -> Int {
        var (low, high) = (0, count)
        while low < high {
            let middle = (low + high) >> 1
            if unsafe rows[middle].id < id { low = middle + 1 } else { high = middle }
        }
        return low
    }

    /// Whether the row before holds the same blob in another pack.
    func isRepeated(_ index: Int) -> Bool {
        index > 0 && self[index - 1].id == self[index].id
    }
}

extension BlobTable {
    /// Rows on their way into a table, in any order. Growing does not copy: the C library moves
    /// large blocks by their pages.
    @safe
    struct Draft: ~Copyable, @unchecked Sendable {
        // `@unchecked Sendable`: the memory has one owner, because this struct cannot be copied.

        private(set) var count = 0
        private var capacity = 0
        private var rows: UnsafeMutablePointer<Row>?

        init() {}

        deinit {
            unsafe free(rows)
        }

        mutating func append(_ row: Row) {
            if count == capacity { grow() }
            unsafe rows?[count] = row
            count += 1
        }

        private mutating func grow() {
            let wanted = max(1 << 10, capacity + capacity >> 2)
            guard
                let memory = unsafe realloc(rows, wanted * MemoryLayout<Row>.stride)
            else { preconditionFailure("no memory for an index of \(wanted) blobs") }
            unsafe rows = memory.assumingMemoryBound(to: Row.self)
            capacity = wanted
        }

        /// Index objects may say the same of a pack; what is said twice stands side by side now.
        private func dropTwins(_ rows: UnsafeMutablePointer<Row>) -> Int {
            var kept = 0
            for index in 0..<count {
                let row = unsafe rows[index]
                if kept > 0, case let last = unsafe rows[kept - 1], last.id == row.id,
                    last.pack == row.pack, last.offset == row.offset
                {
                    continue
                }
                unsafe rows[kept] = row
                kept += 1
            }
            return kept
        }

        /// Sorts the rows and gives them away.
        consuming func finish() -> BlobTable {
            // An empty table needs an address as well.
            if capacity == 0 { grow() }
            if count > 0, let memory = unsafe realloc(rows, count * MemoryLayout<Row>.stride) {
                unsafe rows = memory.assumingMemoryBound(to: Row.self)
            }
            guard let memory = unsafe rows else { preconditionFailure("a table has memory") }
            unsafe RowSort.sort(memory, count: count)
            unsafe rows = nil
            return unsafe BlobTable(count: dropTwins(memory), rows: memory)
        }
    }
}

/// Sorts in place by the bytes of the hash, from the first on: no second copy of the rows, and no
/// comparison before there are only a few left in a bucket.
private enum RowSort {
    private static let smallMax = 48

    static func sort(_ rows: UnsafeMutablePointer<BlobTable.Row>, count: Int, shift: UInt64 = 56) {
        guard count > smallMax, shift < 64 else {
            unsafe insert(rows, count)
            return
        }
        unsafe withUnsafeTemporaryAllocation(of: Int.self, capacity: 2 * 256) { numbers in
            unsafe numbers.initialize(repeating: 0)
            guard let next = numbers.baseAddress else { return }
            let end = unsafe next + 256
            for index in 0..<count { unsafe end[bucket(rows[index], shift)] += 1 }
            var sum = 0
            for value in 0..<256 {
                unsafe next[value] = sum
                sum += unsafe end[value]
                unsafe end[value] = sum
            }
            for value in 0..<256 {
                while unsafe next[value] < end[value] {
                    var row = unsafe rows[next[value]]
                    var home = bucket(row, shift)
                    while home != value {
                        let place = unsafe next[home]
                        unsafe swap(&row, &rows[place])
                        unsafe next[home] += 1
                        home = bucket(row, shift)
                    }
                    unsafe rows[next[value]] = row
                    unsafe next[value] += 1
                }
            }
            var start = 0
            for value in 0..<256 {
                let stop = unsafe end[value]
                if stop - start > 1 {
                    unsafe sort(rows + start, count: stop - start, shift: shift &- 8)
                }
                start = stop
            }
        }
    }

    @inline(__always)
    private static func bucket(_ row: BlobTable.Row, _ shift: UInt64) -> Int {
        Int(truncatingIfNeeded: row.id.a &>> shift & 255)
    }

    /// Also for many rows of one blob, which the buckets cannot tell apart: by pack, so that the
    /// order does not depend on which index was read first.
    private static func insert(_ rows: UnsafeMutablePointer<BlobTable.Row>, _ count: Int) {
        if count > 4 * smallMax {
            var buffer = unsafe UnsafeMutableBufferPointer(start: rows, count: count)
            unsafe buffer.sort(by: precedes)
            return
        }
        var index = 1
        while index < count {
            let row = unsafe rows[index]
            var place = index
            while place > 0, unsafe precedes(row, rows[place - 1]) {
                unsafe rows[place] = unsafe rows[place - 1]
                place -= 1
            }
            unsafe rows[place] = row
            index += 1
        }
    }

    private static func precedes(_ a: BlobTable.Row, _ b: BlobTable.Row) -> Bool {
        if a.id != b.id { return a.id < b.id }
        return (a.pack, a.offset) < (b.pack, b.offset)
    }
}
