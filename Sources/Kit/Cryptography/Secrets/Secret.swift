internal import CSodium

/// Bytes that nobody may see: they lie in memory of their own that is overwritten when the last
/// copy of the value goes, and they are never printed, encoded or shown by a debugger's mirror.
///
/// Reading is by loan (`withBytes`). Whoever copies the bytes out answers for the copy.
package struct Secret: Sendable {
    private let storage: Storage

    /// Copies the bytes; wiping the original remains with its owner.
    package init(copying bytes: Span<UInt8>) {
        let storage = Storage(count: bytes.count)
        unsafe bytes.withUnsafeBufferPointer { source in
            guard let start = source.baseAddress else { return }
            unsafe storage.pointer.update(from: start, count: source.count)
        }
        self.storage = storage
    }

    /// Takes the bytes over and leaves an empty array, wiped if nobody else holds a copy of it.
    package init(taking bytes: inout [UInt8]) {
        self = Secret(copying: bytes.span)
        bytes.wipe()
    }

    /// The text's UTF-8, as of a passphrase.
    package init(_ text: String) {
        var bytes = Array(text.utf8)
        self.init(taking: &bytes)
    }

    /// Lets `write` fill in bytes that start as zeros.
    package init<E: Error>(
        count: Int, _ write: (UnsafeMutablePointer<UInt8>) throws(E) -> Void
    ) throws(E) {
        let storage = Storage(count: count)
        try unsafe write(storage.pointer)
        self.storage = storage
    }

    package static func random(count: Int) -> Secret {
        unsafe Secret(count: count) { unsafe SecureRandom.fill($0, count: count) }
    }

    package var count: Int { storage.count }
    package var isEmpty: Bool { count == 0 }

    package borrowing func withBytes<Result: ~Copyable, E: Error>(
        _ body: (Span<UInt8>) throws(E) -> Result
    ) throws(E) -> Result {
        let bytes = unsafe UnsafeBufferPointer(start: storage.pointer, count: storage.count)
        return try body(unsafe Span(_unsafeElements: bytes))
    }

    /// The same loan for a call into C.
    borrowing func withPointer<Result, E: Error>(
        _ body: (UnsafePointer<UInt8>) throws(E) -> Result
    ) throws(E) -> Result {
        try unsafe body(storage.pointer)
    }

    /// The first `count` bytes as a secret of their own.
    package func prefix(_ count: Int) -> Secret {
        count == self.count ? self : withBytes { Secret(copying: $0.extracting(first: count)) }
    }
}

extension Secret: Equatable {
    /// Takes the same time wherever the difference lies.
    package static func == (a: Secret, b: Secret) -> Bool {
        a.withBytes { left in b.withBytes { right in ConstantTime.equal(left, right) } }
    }
}

extension Secret: CustomStringConvertible, CustomDebugStringConvertible, CustomReflectable {
    package var description: String { "‹redacted›" }
    package var debugDescription: String { description }
    package var customMirror: Mirror { Mirror(self, children: []) }
}

extension Secret {
    /// Owns the memory. Sendable because it is written only before the secret exists, and freed by
    /// the last reference.
    @safe private final class Storage: @unchecked Sendable {
        let pointer: UnsafeMutablePointer<UInt8>
        let count: Int

        init(count: Int) {
            // At least one byte, so that C always gets an address.
            unsafe pointer = .allocate(capacity: Swift.max(count, 1))
            unsafe pointer.initialize(repeating: 0, count: Swift.max(count, 1))
            self.count = count
        }

        deinit {
            unsafe sodium_memzero(pointer, count)
            unsafe pointer.deallocate()
        }
    }
}

extension [UInt8] {
    /// Overwrites and empties the array. A copy that shares its memory keeps the old bytes.
    package mutating func wipe() {
        unsafe withUnsafeMutableBufferPointer {
            unsafe sodium_memzero($0.baseAddress, $0.count)
        }
        removeAll()
    }
}
