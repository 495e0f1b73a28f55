internal import COpenSSL
internal import CShims
internal import Glibc

/// How OpenSSL reaches a socket. Its own socket BIO would write with `write`, and a peer that has
/// gone would then end the process by SIGPIPE; this one sends without the signal.
enum SocketBIO {
    // `nonisolated(unsafe)`: made once, and only read afterwards.
    private nonisolated(unsafe) static let method: OpaquePointer? = {
        let method = unsafe BIO_meth_new(
            BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "holdfast socket")
        unsafe BIO_meth_set_write(method, write)
        unsafe BIO_meth_set_read(method, read)
        unsafe BIO_meth_set_ctrl(method, control)
        return unsafe method
    }()

    /// Out of memory is the only way to fail, and then so does all else.
    static func make(_ descriptor: Int32) -> OpaquePointer {
        guard let bio = unsafe BIO_new(method) else { fatalError("no memory for a TLS session") }
        unsafe BIO_set_data(bio, UnsafeMutableRawPointer(bitPattern: Int(descriptor) + 1))
        unsafe BIO_set_init(bio, 1)
        return unsafe bio
    }

    private static func descriptor(of bio: OpaquePointer?) -> Int32 {
        // Moved by one, because descriptor 0 would be no pointer.
        Int32(unsafe Int(bitPattern: BIO_get_data(bio)) - 1)
    }

    private static let write:
        @convention(c) (OpaquePointer?, UnsafePointer<CChar>?, Int32) -> Int32 = {
            bio, bytes, count in
            unsafe copenssl_bio_clear(bio)
            let sent = unsafe cshims_socket_send(
                descriptor(of: bio), bytes, Int(count), nil, 0, nil, 0, 0)
            if sent == -Int64(EAGAIN) { unsafe copenssl_bio_retry_write(bio) }
            return sent < 0 ? -1 : Int32(sent)
        }

    private static let read:
        @convention(c) (OpaquePointer?, UnsafeMutablePointer<CChar>?, Int32) -> Int32 = {
            bio, bytes, count in
            unsafe copenssl_bio_clear(bio)
            let received = unsafe cshims_socket_receive(descriptor(of: bio), bytes, Int(count))
            if received == -Int64(EAGAIN) { unsafe copenssl_bio_retry_read(bio) }
            return received < 0 ? -1 : Int32(received)
        }

    private static let control:
        @convention(c) (OpaquePointer?, Int32, Int, UnsafeMutableRawPointer?) -> Int = {
            _, command, _, _ in
            command == BIO_CTRL_FLUSH ? 1 : 0
        }
}
