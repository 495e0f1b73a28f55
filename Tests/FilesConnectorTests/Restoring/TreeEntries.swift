import Connector
import Glibc
import TestShims
import Values

/// A tree read with nothing but system calls, at any depth: what the restore gets in tests.
struct TreeEntries {
    private(set) var entries: [Entry] = []
    private var firstNames: [UInt64: EntryPath] = [:]

    init(of root: String) throws {
        let fd = open(root, O_RDONLY | O_DIRECTORY)
        precondition(fd >= 0, "the tree is there")
        try read(fd, below: nil)
    }

    private mutating func read(_ folder: Int32, below path: EntryPath?) throws {
        guard let listing = fdopendir(folder) else { preconditionFailure("it is a folder") }
        defer { closedir(listing) }
        var names: [[UInt8]] = []
        while let entry = readdir(listing) {
            let name = withUnsafeBytes(of: entry.pointee.d_name) { Array($0.prefix { $0 != 0 }) }
            if name != [46], name != [46, 46] { names.append(name) }
        }
        for name in names.sorted(by: { $0.lexicographicallyPrecedes($1) }) {
            guard let own = path?.appending(name) ?? EntryPath(bytes: name) else { continue }
            try add(own, name, in: folder)
        }
    }

    private mutating func add(_ path: EntryPath, _ name: [UInt8], in folder: Int32) throws {
        let text = name.map { CChar(bitPattern: $0) } + [0]
        var status = stat()
        precondition(fstatat(folder, text, &status, AT_SYMLINK_NOFOLLOW) == 0, "\(path)")
        let metadata = EntryMetadata(
            permissions: UInt16(status.st_mode & 0o7777), user: .init(id: status.st_uid),
            group: .init(id: status.st_gid),
            modified: FileTime(
                seconds: Int64(status.st_mtim.tv_sec),
                nanoseconds: UInt32(status.st_mtim.tv_nsec)),
            attributes: attributes("/proc/self/fd/\(folder)/", name))
        let isFolder = status.st_mode & S_IFMT == S_IFDIR
        if !isFolder, let first = firstNames[UInt64(status.st_ino)] {
            entries.append(Entry(path: path, kind: .hardLink(first), metadata: metadata))
            return
        }
        if !isFolder, status.st_nlink > 1 { firstNames[UInt64(status.st_ino)] = path }
        var content: TreeContent?
        let device = UInt64(status.st_rdev)
        let major = UInt32(device >> 8 & 0xFFF)
        let minor = UInt32(device & 0xFF | device >> 12 & 0xFFF00)
        let kind: Entry.Kind
        switch status.st_mode & S_IFMT {
        case S_IFDIR: kind = .folder
        case S_IFLNK: kind = .link(target(text, in: folder))
        case S_IFIFO: kind = .fifo
        case S_IFSOCK: kind = .socket
        case S_IFCHR: kind = .characterDevice(major: major, minor: minor)
        case S_IFBLK: kind = .blockDevice(major: major, minor: minor)
        default:
            kind = .file
            content = TreeContent(openat(folder, text, O_RDONLY), size: Int64(status.st_size))
        }
        entries.append(
            Entry(
                path: path, kind: kind, metadata: metadata, size: content?.size ?? 0,
                content: content))
        if isFolder { try read(openat(folder, text, O_RDONLY | O_DIRECTORY), below: path) }
    }

    private func target(_ name: [CChar], in folder: Int32) -> [UInt8] {
        var target = [CChar](repeating: 0, count: 5000)
        let count = readlinkat(folder, name, &target, target.count)
        return target[..<count].map { UInt8(bitPattern: $0) }
    }

    private func attributes(_ place: String, _ name: [UInt8]) -> [EntryMetadata.Attribute] {
        let path = (Array(place.utf8) + name).map { CChar(bitPattern: $0) } + [0]
        var names = [CChar](repeating: 0, count: 65_536)
        let count = test_list_attributes(path, &names, UInt(names.count))
        guard count > 0 else { return [] }
        return names[..<count].split(separator: 0).map { key in
            var value = [UInt8](repeating: 0, count: 65_536)
            let length = test_attribute(path, Array(key) + [0], &value, UInt(value.count))
            return .init(
                name: key.map { UInt8(bitPattern: $0) }, value: Array(value[..<max(0, length)]))
        }.sorted { $0.name.lexicographicallyPrecedes($1.name) }
    }
}

/// Content that is read when it is asked for, its holes left out.
final class TreeContent: EntryContent, ContentReader, @unchecked Sendable {
    // `@unchecked Sendable`: one thread reads it.

    let size: Int64
    private let file: Int32
    private(set) var extents: [DataExtent]?
    private var offset: off_t = 0

    init(_ file: Int32, size: Int64) {
        self.file = file
        self.size = size
        var found: [DataExtent] = []
        var position: off_t = 0
        while case let data = lseek(file, position, seekData), data >= 0 {
            position = lseek(file, data, seekHole)
            found.append(DataExtent(offset: Int64(data), count: Int64(position - data)))
        }
        if found != [DataExtent(offset: 0, count: size)], size > 0 { extents = found }
    }

    deinit { close(file) }

    func open() throws -> any ContentReader { self }

    func read(into room: inout OutputSpan<UInt8>) throws {
        if let extents {
            guard let at = extents.first(where: { $0.end > offset }) else { return }
            offset = max(offset, off_t(at.offset))
            take(&room, atMost: Int(at.end - Int64(offset)))
        } else {
            take(&room, atMost: Int(size - Int64(offset)))
        }
    }

    private func take(_ room: inout OutputSpan<UInt8>, atMost limit: Int) {
        room.withUnsafeMutableBufferPointer { buffer, count in
            let free = min(buffer.count - count, limit)
            let got = pread(file, buffer.baseAddress.map { $0 + count }, free, offset)
            precondition(got >= 0, "the tree can be read")
            count += got
            offset += off_t(got)
        }
    }

    func finish() throws -> ContentOutcome { .whole }
}

// Of the kernel; Glibc does not show them.
private let seekData: Int32 = 3
private let seekHole: Int32 = 4
