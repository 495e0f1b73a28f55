internal import CShims
internal import Glibc

extension Folder {
    package struct Entry: Hashable, Sendable {
        package let name: SystemString
        package let kind: FileKind
        package let inode: UInt64
    }

    /// The entries of a folder in the kernel's order, a batch at a time, so that a folder of a
    /// million names costs no more memory than a small one.
    package struct EntryReader: ~Copyable {
        private let descriptor: FileDescriptor
        private let path: FilePath
        private var buffer = [UInt8](repeating: 0, count: Self.bufferSize)

        /// About 500 names; the kernel never splits an entry.
        private static let bufferSize = 32 << 10

        fileprivate init(_ descriptor: consuming FileDescriptor, path: FilePath) {
            self.descriptor = descriptor
            self.path = path
        }

        /// The next entries; nil at the end. `.` and `..` are left out, so a batch may be empty.
        package mutating func next() throws(FileError) -> [Entry]? {
            ThreadRole.requireBlockingAllowed("Folder.EntryReader")
            let raw = descriptor.raw
            let (used, entries) = unsafe buffer.withUnsafeMutableBytes { bytes in
                let used = unsafe cshims_read_entries(raw, bytes.baseAddress, bytes.count)
                return unsafe (used, Self.parse(UnsafeRawBufferPointer(bytes), used: used))
            }
            try FileError.check("list", path, Int32(clamping: used))
            return used == 0 ? nil : entries
        }

        private static func parse(_ bytes: UnsafeRawBufferPointer, used: Int) -> [Entry] {
            var entries: [Entry] = []
            var offset = 0
            while offset < used {
                var found = unsafe cshims_entry()
                offset = unsafe cshims_entry_at(bytes.baseAddress, offset, &found)
                let name = unsafe SystemString(
                    bytes: UnsafeBufferPointer(start: found.name, count: found.name_length))
                guard name != ".", name != ".." else { continue }
                let entry = unsafe Entry(
                    name: name, kind: FileKind(entryType: found.kind), inode: found.inode)
                entries.append(entry)
            }
            return entries
        }
    }

    /// Lists this folder, or one below it.
    package func entries(of name: RelativePath? = nil) throws(FileError) -> EntryReader {
        let here = RelativePath(entry: ".")
        let opened = try open(name ?? here, flags: O_RDONLY | O_DIRECTORY)
        return EntryReader(opened, path: name.map(full) ?? path)
    }

    /// Calls `body` for every entry of this folder.
    package func forEachEntry(
        _ body: (Entry) throws(FileError) -> Void
    ) throws(FileError) {
        var reader = try entries()
        while let batch = try reader.next() {
            for entry in batch { try body(entry) }
        }
    }
}
