internal import CCurl
internal import COpenSSL

/// The one table from libcurl's codes to kinds.
enum CurlFailure {
    static func error(
        _ code: CURLcode, handle: EasyHandle
    ) -> ClientError {
        var kind = kind(of: code)
        let verification = handle.long(CURLINFO_SSL_VERIFYRESULT)
        if kind == .tls, verification == Int(X509_V_ERR_APPLICATION_VERIFICATION) { kind = .pin }
        let fallback = unsafe String(cString: curl_easy_strerror(code))
        let reason = handle.message.isEmpty ? fallback : handle.message
        return ClientError(
            kind, kind == .pin ? "the server's certificate has none of the pins" : reason)
    }

    private static func kind(of code: CURLcode) -> ClientError.Kind {
        switch code {
        case CURLE_COULDNT_RESOLVE_HOST, CURLE_COULDNT_RESOLVE_PROXY, CURLE_COULDNT_CONNECT,
            CURLE_SEND_ERROR, CURLE_RECV_ERROR, CURLE_GOT_NOTHING, CURLE_PARTIAL_FILE,
            CURLE_PROXY:
            .network
        case CURLE_OPERATION_TIMEDOUT: .timeout
        case CURLE_SSL_CONNECT_ERROR, CURLE_PEER_FAILED_VERIFICATION, CURLE_SSL_CERTPROBLEM,
            CURLE_SSL_CIPHER, CURLE_SSL_CACERT_BADFILE, CURLE_SSL_ISSUER_ERROR,
            CURLE_SSL_INVALIDCERTSTATUS, CURLE_SSL_ENGINE_INITFAILED, CURLE_USE_SSL_FAILED:
            .tls
        case CURLE_SSL_PINNEDPUBKEYNOTMATCH: .pin
        // The scheme has been checked before: unsupported is what the server speaks.
        case CURLE_WEIRD_SERVER_REPLY, CURLE_UNSUPPORTED_PROTOCOL, CURLE_BAD_CONTENT_ENCODING,
            CURLE_HTTP2,
            CURLE_HTTP2_STREAM, CURLE_CHUNK_FAILED, CURLE_HTTP3:
            .protocolViolation
        case CURLE_URL_MALFORMAT, CURLE_SEND_FAIL_REWIND: .badRequest
        case CURLE_ABORTED_BY_CALLBACK: .cancelled
        case CURLE_WRITE_ERROR: .protocolViolation
        default: .network
        }
    }
}
