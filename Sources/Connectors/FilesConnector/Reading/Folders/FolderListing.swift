internal import CShims
internal import Connector
internal import Host

/// The names in a folder, sorted by their bytes.
///
/// All of them are held, since the order is part of what a walk promises: 16 bytes for each name
/// and its own bytes, which is about 30 MB for a million short names while the folder is walked.
struct FolderListing {
    private struct Slot {
        /// The first eight bytes, the first one highest: most names differ there already.
        let key: UInt64
        /// Where the name begins, its length and its kind.
        let packed: UInt64

        var start: Int { Int(packed >> 16) }
        var count: Int { Int(packed >> 8 & 0xFF) }
        var kind: UInt8 { UInt8(packed & 0xFF) }
    }

    private var bytes: [UInt8] = []
    private var slots: [Slot] = []
    /// Longer than an entry's may be, as FUSE and the file systems of others have them: no order,
    /// and not counted among the others.
    private(set) var overlong: [(name: [UInt8], isFolder: Bool)] = []

    /// About 4000 names a call: a folder of a million takes 250 calls.
    static let bufferSize = 128 << 10

    init() {}

    init(names: [[UInt8]]) {
        for name in names { append(name[...], kind: 0) }
        sort()
    }

    /// Everything in the folder but `.` and `..`.
    ///
    /// - Throws: When the rest could not be listed; what was is there.
    mutating func read(_ folder: Int32, buffer: inout [UInt8]) throws(SystemError) {
        defer { sort() }
        while true {
            let used = unsafe buffer.withUnsafeMutableBytes { buffer in
                let used = unsafe cshims_read_entries(folder, buffer.baseAddress, buffer.count)
                unsafe take(UnsafeRawBufferPointer(buffer), used: used)
                return used
            }
            if used == 0 { return }
            try SystemError.check("getdents64", Int32(clamping: used))
        }
    }

    private mutating func take(_ buffer: UnsafeRawBufferPointer, used: Int) {
        var offset = 0
        while offset < used {
            var found = unsafe cshims_entry()
            offset = unsafe cshims_entry_at(buffer.baseAddress, offset, &found)
            let name = unsafe UnsafeBufferPointer(start: found.name, count: found.name_length)
            let isDots = unsafe name.count <= 2 && name.allSatisfy { $0 == UInt8(ascii: ".") }
            guard !isDots else { continue }
            unsafe append(name, kind: found.kind)
        }
    }

    /// A name that is taken fits into eight bits of its slot.
    private mutating func append(_ name: some Collection<UInt8>, kind: UInt8) {
        var key: UInt64 = 0
        var shift: UInt64 = 64
        for byte in name.prefix(8) {
            shift -= 8
            key |= UInt64(byte) << shift
        }
        guard name.count <= EntryPath.nameLengthMax else {
            overlong.append((Array(name), kind == 4))
            return
        }
        let start = UInt64(bytes.count)
        bytes.append(contentsOf: name)
        slots.append(
            Slot(key: key, packed: start << 16 | UInt64(name.count) << 8 | UInt64(kind)))
    }

    private mutating func sort() {
        unsafe bytes.withUnsafeBufferPointer { bytes in
            slots.sort { a, b in
                if a.key != b.key { return a.key < b.key }
                let first = unsafe bytes[a.start..<(a.start + a.count)]
                let second = unsafe bytes[b.start..<(b.start + b.count)]
                return unsafe first.lexicographicallyPrecedes(second)
            }
        }
        dropDoubles()
    }

    /// A folder that somebody renames things in may give a name twice.
    private mutating func dropDoubles() {
        var kept = 0
        for index in slots.indices {
            if kept > 0, slots[kept - 1].key == slots[index].key,
                name(at: kept - 1) == name(at: index)
            {
                continue
            }
            slots[kept] = slots[index]
            kept += 1
        }
        slots.removeLast(slots.count - kept)
    }

    var count: Int { slots.count }

    func name(at index: Int) -> ArraySlice<UInt8> {
        let slot = slots[index]
        return bytes[slot.start..<(slot.start + slot.count)]
    }

    /// As far as the file system said.
    func kind(at index: Int) -> FileKind {
        switch slots[index].kind {
        case 1: .pipe
        case 2: .characterDevice
        case 4: .folder
        case 6: .blockDevice
        case 8: .file
        case 10: .link
        case 12: .socket
        default: .unknown
        }
    }

    func contains(_ name: some Collection<UInt8>) -> Bool {
        let wanted = Array(name)
        var (low, high) = (0, slots.count)
        while low < high {
            let middle = (low + high) / 2
            if self.name(at: middle).lexicographicallyPrecedes(wanted) {
                low = middle + 1
            } else {
                high = middle
            }
        }
        return low < slots.count && self.name(at: low).elementsEqual(wanted)
    }

    /// Leaves out every other name.
    mutating func keepOnly(_ names: [[UInt8]]) {
        slots = slots.filter { slot in
            names.contains { $0.elementsEqual(bytes[slot.start..<(slot.start + slot.count)]) }
        }
    }
}
