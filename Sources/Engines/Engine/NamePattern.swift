package import Connector
internal import Glibc

/// What people look for: a name, or one with `*`, `?` and `[a-z]` in it as shells have them. With a
/// slash in it, it is held against whole paths.
package struct NamePattern: Hashable, Sendable {
    private let pattern: String
    private let isPath: Bool

    package init(_ text: String) {
        pattern = String(text.drop { $0 == "/" })
        isPath = text.contains("/")
    }

    /// By the C library's own rules for shells; it takes bytes as they are.
    package func matches(_ path: EntryPath) -> Bool {
        let text = isPath ? path.bytes[...] : path.name
        let name = text.map { CChar(bitPattern: $0) } + [0]
        return unsafe name.withUnsafeBufferPointer { unsafe fnmatch(pattern, $0.baseAddress, 0) }
            == 0
    }
}
