internal import Glibc

/// Where a file is, as a trusted place: a setting, a data folder, a program.
///
/// Names that came from elsewhere (an archive, a snapshot, a request) are a `RelativePath` below a
/// `Folder` instead, which they cannot leave.
package struct FilePath: Hashable, Sendable, ExpressibleByStringLiteral {
    package let string: SystemString

    package init(_ string: SystemString) {
        self.string = string
    }

    package init(_ text: some StringProtocol) {
        string = SystemString(text)
    }

    package init(stringLiteral text: StaticString) {
        string = SystemString(stringLiteral: text)
    }

    package var isAbsolute: Bool { string.bytes.first == slash }

    /// The part after the last slash; slashes at the end do not count.
    package var name: SystemString {
        SystemString(bytes: trimmed.suffix(while: { $0 != slash }))
    }

    /// The path without its last name: `.` for a bare name, `/` for the root.
    package var parent: FilePath {
        let bytes = trimmed
        guard let last = bytes.lastIndex(of: slash) else { return "." }
        let kept = bytes[..<last]
        return kept.isEmpty ? "/" : FilePath(SystemString(bytes: kept))
    }

    /// The path of `name` inside this folder.
    package func appending(_ name: SystemString) -> FilePath {
        guard !string.isEmpty else { return FilePath(name) }
        let base = string.bytes.last == slash ? string.bytes : string.bytes + [slash]
        return FilePath(SystemString(bytes: base + name.bytes))
    }

    package func appending(_ name: some StringProtocol) -> FilePath {
        appending(SystemString(name))
    }

    private var trimmed: ArraySlice<UInt8> {
        var bytes = string.bytes[...]
        while bytes.count > 1, bytes.last == slash { bytes.removeLast() }
        return bytes
    }
}

private let slash = UInt8(ascii: "/")

extension ArraySlice<UInt8> {
    fileprivate func suffix(while isWanted: (UInt8) -> Bool) -> ArraySlice<UInt8> {
        let start = lastIndex { !isWanted($0) }.map { $0 + 1 } ?? startIndex
        return self[start...]
    }
}

extension FilePath: CustomStringConvertible {
    package var description: String { string.description }
}

extension FilePath {
    /// Whether it is a file that this process may execute.
    package var isExecutable: Bool {
        // A path that cannot be asked about cannot be executed.
        let result = try? unsafe string.withCString { name in
            var status = stat()
            guard unsafe access(name, X_OK) == 0, unsafe stat(name, &status) == 0 else {
                return false
            }
            return FileKind(mode: status.st_mode) == .file
        }
        return result ?? false
    }
}

extension FilePath {
    /// The same place by its absolute path in which no name is a symbolic link.
    package func withoutLinks() throws(FileError) -> FilePath {
        ThreadRole.requireBlockingAllowed("FilePath.withoutLinks")
        return try unsafe string.withCString { name throws(FileError) in
            guard let found = unsafe realpath(name, nil) else {
                throw FileError("find", code: errno, path: self)
            }
            defer { unsafe free(found) }
            let bytes = unsafe UnsafeBufferPointer(start: found, count: strlen(found))
            return unsafe FilePath(SystemString(bytes: bytes.map { UInt8(bitPattern: $0) }))
        }
    }
}
