internal import CCurl

/// The C functions that libcurl calls for a transfer, on the loop's thread.
enum TransferCallbacks {
    /// The transfer lives longer than its handle is in use: its loop holds it until then.
    static func install(_ transfer: Transfer) throws(ClientError) {
        let handle = transfer.handle
        let context = unsafe Unmanaged.passUnretained(transfer).toOpaque()
        for option in [
            CURLOPT_WRITEDATA, CURLOPT_HEADERDATA, CURLOPT_READDATA, CURLOPT_SEEKDATA,
        ] {
            try unsafe handle.set(option, pointer: context)
        }
        let easy = unsafe handle.pointer
        try handle.check(
            CURLOPT_WRITEFUNCTION, unsafe curlshim_set_data(easy, CURLOPT_WRITEFUNCTION, onBody))
        try handle.check(
            CURLOPT_HEADERFUNCTION, unsafe curlshim_set_data(easy, CURLOPT_HEADERFUNCTION, onHeader)
        )
        try handle.check(
            CURLOPT_READFUNCTION, unsafe curlshim_set_data(easy, CURLOPT_READFUNCTION, onSend))
        try handle.check(CURLOPT_SEEKFUNCTION, unsafe curlshim_set_seek(easy, onSeek))
    }

    private static func transfer(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        guard let context = unsafe context else { return nil }
        return unsafe Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
    }

    private static let onBody: curlshim_data_callback = { data, size, count, context in
        let length = size * count
        guard let transfer = unsafe transfer(context) else { return 0 }
        // `nonisolated(unsafe)`: libcurl's bytes are used within this call and on this thread.
        nonisolated(unsafe) let bytes = unsafe UnsafeRawBufferPointer(start: data, count: length)
        let isTaken = transfer.assumeIsolated { unsafe $0.receivedBody(bytes) }
        return isTaken ? length : Int(CURL_WRITEFUNC_PAUSE)
    }

    private static let onHeader: curlshim_data_callback = { data, size, count, context in
        let length = size * count
        guard let transfer = unsafe transfer(context) else { return 0 }
        let line = unsafe Array(UnsafeRawBufferPointer(start: data, count: length))
        return transfer.assumeIsolated { $0.receivedHeaderLine(line) } ? length : 0
    }

    private static let onSend: curlshim_data_callback = { data, size, count, context in
        guard let transfer = unsafe transfer(context) else { return Int(CURL_READFUNC_ABORT) }
        // `nonisolated(unsafe)`: libcurl's buffer is used within this call and on this thread.
        nonisolated(unsafe) let buffer = unsafe UnsafeMutableRawBufferPointer(
            start: data, count: size * count)
        switch transfer.assumeIsolated({ unsafe $0.fillBody(buffer) }) {
        case .bytes(let count): return count
        case .nothingYet: return Int(CURL_READFUNC_PAUSE)
        case .end: return 0
        }
    }

    private static let onSeek: curlshim_seek_callback = { context, offset, origin in
        guard let transfer = unsafe transfer(context) else { return CURL_SEEKFUNC_FAIL }
        let canRewind = transfer.assumeIsolated { $0.canRewindBody() }
        return offset == 0 && origin == 0 && canRewind ? CURL_SEEKFUNC_OK : CURL_SEEKFUNC_FAIL
    }
}
