internal import Glibc

/// A request's head after all its rules have been checked; spans lie in the bytes it came as.
struct RequestHead {
    var method = HTTPMethod.get
    var target: TargetSpans?
    var entries: [HTTPFields.Entry] = []
    var isHTTP10 = false
    var contentLength: Int?
    var isChunked = false
    /// Whether the client allows another request after this one.
    var keepsAlive = true
    var expectsContinue = false
    /// Whether `Connection` asks for the protocol that `Upgrade` names.
    var wantsUpgrade = false
    var host: Range<Int>?

    var hasBody: Bool { isChunked || (contentLength ?? 0) > 0 }

    /// Back to the beginning, keeping what memory it has.
    mutating func reset(reusing spare: consuming [HTTPFields.Entry]) {
        // Ours may be the same memory, and memory with two owners is not reused but copied.
        self = RequestHead()
        spare.removeAll(keepingCapacity: true)
        entries = spare
    }
}

extension HTTPMethod {
    /// The well-known methods are compared as bytes: no string is made for them.
    init(_ bytes: Span<UInt8>) {
        let known: HTTPMethod? =
            switch bytes.count {
            case 3: bytes.isASCII("GET") ? .get : bytes.isASCII("PUT") ? .put : nil
            case 4: bytes.isASCII("POST") ? .post : bytes.isASCII("HEAD") ? .head : nil
            case 5: bytes.isASCII("PATCH") ? .patch : nil
            case 6: bytes.isASCII("DELETE") ? .delete : nil
            default: nil
            }
        self = known ?? HTTPMethod(rawValue: bytes.text)
    }
}

extension Span<UInt8> {
    /// Whether these are exactly the characters of `text`.
    func isASCII(_ text: StaticString) -> Bool {
        guard count == text.utf8CodeUnitCount else { return false }
        return text.withUTF8Buffer { text in
            for index in 0..<count where unsafe self[index] != text[index] { return false }
            return true
        }
    }

    /// Whether these are the characters of `lowercase`, in any case.
    func isCaseless(_ lowercase: StaticString) -> Bool {
        guard count == lowercase.utf8CodeUnitCount else { return false }
        return lowercase.withUTF8Buffer { lowercase in
            for index in 0..<count
            where unsafe self[index].asciiLowercased != lowercase[index] { return false }
            return true
        }
    }

    var text: String {
        unsafe withUnsafeBufferPointer { unsafe String(decoding: $0, as: UTF8.self) }
    }

    /// Where `byte` first is in `range`.
    @inline(__always)
    func firstIndex(of byte: UInt8, in range: Range<Int>) -> Int? {
        unsafe withUnsafeBufferPointer { bytes in
            guard let base = bytes.baseAddress, !range.isEmpty,
                let found = unsafe memchr(
                    base + range.lowerBound, Int32(byte), range.count)
            else { return nil }
            return unsafe UnsafeRawPointer(found) - UnsafeRawPointer(base)
        }
    }
}
