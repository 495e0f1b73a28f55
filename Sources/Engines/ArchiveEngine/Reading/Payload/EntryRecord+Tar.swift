internal import Connector
internal import Tar

extension EntryRecord {
    /// Whether tar says the same of the entry as the index does, as far as it decides what is
    /// written where: path, kind, target, size and where the content begins.
    func agrees(with entry: TarEntry, contentAt offset: Int64) -> Bool {
        let path = entry.kind == .directory && entry.path.last == UInt8(ascii: "/")
            ? entry.path.dropLast() : entry.path[...]
        guard path.elementsEqual(self.path.bytes) else { return false }
        switch (kind, entry.kind) {
        case (.file, .file):
            return entry.size == size && entry.contentSize == dataSize && offset == contentOffset
        case (.link(let target), .symbolicLink): return entry.linkTarget == target
        case (.hardLink(let target), .hardLink): return entry.linkTarget == target.bytes
        case (.characterDevice(let major, let minor), .characterDevice),
            (.blockDevice(let major, let minor), .blockDevice):
            return entry.device == TarEntry.Device(major: major, minor: minor)
        case (.folder, .directory), (.fifo, .fifo): return true
        default: return false
        }
    }
}
