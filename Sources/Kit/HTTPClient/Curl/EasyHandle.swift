internal import CCurl
internal import Host

/// One transfer of libcurl, recycled when it is over. Belongs to the thread of its event loop.
@safe
final class EasyHandle: @unchecked Sendable {
    // `@unchecked Sendable`: the pointers never change; what they point to is used on the loop's
    // thread alone, by the actors that own the handle.

    let pointer: UnsafeMutableRawPointer
    private let errorText: UnsafeMutablePointer<CChar>
    private var lists: [UnsafeMutablePointer<curl_slist>] = unsafe []

    /// Tells handles apart while they live.
    var id: Int { unsafe Int(bitPattern: pointer) }

    init() {
        CurlLibrary.initialize()
        guard let handle = unsafe curl_easy_init() else {
            preconditionFailure("libcurl has no memory for a transfer")
        }
        unsafe pointer = handle
        unsafe errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        unsafe errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
    }

    deinit {
        unsafe curl_easy_cleanup(pointer)
        freeLists()
        unsafe errorText.deallocate()
    }

    /// Forgets everything but connections and caches.
    func reset() {
        unsafe curl_easy_reset(pointer)
        freeLists()
        unsafe errorText[0] = 0
        unsafe curlshim_set_pointer(pointer, CURLOPT_ERRORBUFFER, errorText)
    }

    /// What libcurl says of the failure, empty when it says nothing.
    var message: String { unsafe String(cString: errorText) }

    func set(_ option: CURLoption, _ value: Int) throws(ClientError) {
        try check(option, unsafe curlshim_set_long(pointer, option, value))
    }

    func set(_ option: CURLoption, size: Int64) throws(ClientError) {
        try check(option, unsafe curlshim_set_size(pointer, option, curl_off_t(size)))
    }

    /// libcurl copies the text.
    func set(_ option: CURLoption, _ value: String) throws(ClientError) {
        guard !value.utf8.contains(0) else {
            throw ClientError(.badRequest, "a request may not contain a NUL byte")
        }
        try check(
            option, unsafe value.withCString { unsafe curlshim_set_pointer(pointer, option, $0) })
    }

    /// Paths are bytes.
    func set(_ option: CURLoption, path: FilePath) throws(ClientError) {
        guard !path.string.containsNUL else {
            throw ClientError(.badRequest, "a path may not contain a NUL byte")
        }
        let terminated = path.string.bytes + [0]
        try check(option, unsafe curlshim_set_pointer(pointer, option, terminated))
    }

    func set(_ option: CURLoption, pointer value: UnsafeRawPointer?) throws(ClientError) {
        try check(option, unsafe curlshim_set_pointer(pointer, option, value))
    }

    func setHeaders(_ lines: [String]) throws(ClientError) {
        var list: UnsafeMutablePointer<curl_slist>?
        for line in lines {
            unsafe list = unsafe curl_slist_append(list, line)
        }
        guard let list = unsafe list else { return }
        unsafe lists.append(list)
        try unsafe set(CURLOPT_HTTPHEADER, pointer: list)
    }

    func long(_ info: CURLINFO) -> Int {
        var value = 0
        unsafe curlshim_get_long(pointer, info, &value)
        return value
    }

    func size(_ info: CURLINFO) -> Int64 {
        var value: curl_off_t = 0
        unsafe curlshim_get_size(pointer, info, &value)
        return Int64(value)
    }

    func check(_ option: CURLoption, _ code: CURLcode) throws(ClientError) {
        guard code != CURLE_OK else { return }
        let reason = unsafe String(cString: curl_easy_strerror(code))
        throw ClientError(.badRequest, "libcurl refuses option \(option.rawValue): \(reason)")
    }

    private func freeLists() {
        while let list = unsafe lists.popLast() { unsafe curl_slist_free_all(list) }
    }
}

/// What libcurl needs once per process.
enum CurlLibrary {
    private static let isReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    static func initialize() {
        precondition(isReady, "libcurl could not be initialised")
    }
}
