/// What the kernel calls a string: bytes of no promised encoding, as in file names, arguments and
/// environments. Text is kept as UTF-8.
///
/// A NUL byte can be held, since input may contain one, but never reaches a system call: every call
/// refuses it with `FileError.Kind.badName` first, so nothing is cut off silently.
package struct SystemString: Hashable, Sendable, ExpressibleByStringLiteral {
    package let bytes: [UInt8]

    package init(_ text: some StringProtocol) {
        bytes = Array(text.utf8)
    }

    package init(bytes: some Sequence<UInt8>) {
        self.bytes = Array(bytes)
    }

    package init(stringLiteral text: StaticString) {
        self.init("\(text)")
    }

    package var isEmpty: Bool { bytes.isEmpty }
    package var containsNUL: Bool { bytes.contains(0) }

    /// Lends the bytes with a NUL after them; refuses bytes that contain one.
    func withCString<Result>(
        _ body: (UnsafePointer<CChar>) throws(FileError) -> Result
    ) throws(FileError) -> Result {
        guard !containsNUL else {
            throw FileError(.badName, "a name may not contain a NUL byte", path: nil)
        }
        var terminated = bytes.map { CChar(bitPattern: $0) }
        terminated.append(0)
        return try unsafe terminated.withUnsafeBufferPointer {
            buffer throws(FileError) -> Result in
            guard let start = buffer.baseAddress else {
                preconditionFailure("a terminated string has a first byte")
            }
            return try unsafe body(start)
        }
    }
}

extension SystemString: CustomStringConvertible {
    /// For people: bytes that are not UTF-8 are shown as replacement characters.
    package var description: String { String(decoding: bytes, as: UTF8.self) }
}
