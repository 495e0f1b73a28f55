internal import CZlib

/// The one place where return values of zlib become errors.
enum GzipLibrary {
    static let subject = "gzip stream"

    static var outOfMemory: CompressionError {
        CompressionError(.outOfMemory, subject)
    }

    /// zlib keeps a pointer to its stream in its own state, so the stream may not move.
    static func allocateStream() -> UnsafeMutablePointer<z_stream> {
        let stream = UnsafeMutablePointer<z_stream>.allocate(capacity: 1)
        unsafe stream.initialize(to: z_stream())
        return unsafe stream
    }

    /// zlib has one code for all damage and tells it apart in words only.
    static func damage(
        _ message: UnsafePointer<CChar>?, at offset: Int64
    ) -> CompressionError {
        let detail = unsafe message.map { unsafe String(cString: $0) }
        let isChecksum = detail == "incorrect data check" || detail == "incorrect length check"
        return CompressionError(
            isChecksum ? .checksumMismatch : .corrupted, subject, at: offset, detail: detail)
    }
}
