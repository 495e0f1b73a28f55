internal import CZstd

/// The one place where return values of libzstd become errors.
enum ZstdLibrary {
    static let subject = "zstd stream"

    @discardableResult
    static func check(
        _ result: Int, at offset: Int64? = nil
    ) throws(CompressionError) -> Int {
        guard ZSTD_isError(result) != 0 else { return result }
        let detail = unsafe ZSTD_getErrorName(result).map { unsafe String(cString: $0) }
        throw CompressionError(
            kind(of: ZSTD_getErrorCode(result)), subject, at: offset, detail: detail)
    }

    static var outOfMemory: CompressionError {
        CompressionError(.outOfMemory, subject)
    }

    private static func kind(of code: ZSTD_ErrorCode) -> CompressionError.Kind {
        switch code {
        case ZSTD_error_prefix_unknown: .foreign
        case ZSTD_error_version_unsupported, ZSTD_error_frameParameter_unsupported,
            ZSTD_error_dictionary_wrong, ZSTD_error_dictionary_corrupted:
            .unsupported
        case ZSTD_error_frameParameter_windowTooLarge: .windowTooLarge
        case ZSTD_error_checksum_wrong: .checksumMismatch
        case ZSTD_error_memory_allocation: .outOfMemory
        case ZSTD_error_dstSize_tooSmall: .sizeMismatch
        case ZSTD_error_srcSize_wrong: .truncated
        default: .corrupted
        }
    }
}
