internal import Cryptography
package import Values

/// AWS signature version 4 of one request.
///
/// Ours rather than libcurl's: the one in Debian 12 signs a query in the order it is given, and
/// none of them makes the signed URLs that other programs download from.
struct AWSSignature {
    static let algorithm = "AWS4-HMAC-SHA256"
    /// What a body is called that is not hashed before it is sent.
    static let unsignedPayload = "UNSIGNED-PAYLOAD"

    let key: AWSKey
    let moment: Timestamp
    let method: String
    let target: RequestTarget
    /// Those that are signed, besides the host.
    let headers: [ClientHeader]
    /// The SHA-256 of the body in hex, or that it has none.
    let payload: String

    /// The value of the header that carries it.
    var authorization: String {
        "\(Self.algorithm) Credential=\(key.access)/\(scope), SignedHeaders=\(signedNames), "
            + "Signature=\(signature)"
    }

    /// `20130524T000000Z`
    static func stamp(_ moment: Timestamp) -> String {
        moment.description.prefix(19).filter { $0 != "-" && $0 != ":" } + "Z"
    }

    var scope: String { "\(date)/\(key.region)/\(key.service)/aws4_request" }

    var signedNames: String { canonicalHeaders.map(\.name).joined(separator: ";") }

    var signature: String {
        let text = "\(Self.algorithm)\n\(Self.stamp(moment))\n\(scope)\n\(canonicalDigest)"
        var code = Secret("AWS4\(key.secret)")
        for part in [String(date), key.region, key.service, "aws4_request"] {
            var next = HMACSHA256.code(key: code, message: Array(part.utf8)).bytes
            code = Secret(taking: &next)
        }
        return HMACSHA256.code(key: code, message: Array(text.utf8)).description
    }

    private var date: Substring { Self.stamp(moment).prefix(8) }

    private var canonicalDigest: SHA256Digest {
        let lines = canonicalHeaders.map { "\($0.name):\($0.value)\n" }.joined()
        let text = """
            \(method)
            \(target.path)
            \(target.canonicalQuery)
            \(lines)
            \(signedNames)
            \(payload)
            """
        return SHA256.hash(Array(text.utf8))
    }

    private var canonicalHeaders: [ClientHeader] {
        var all = headers.map { header in
            // Spaces around a value and runs of them are not part of it.
            let words = header.value.split { $0 == " " || $0 == "\t" }
            return ClientHeader(header.name.lowercased(), words.joined(separator: " "))
        }
        all.append(ClientHeader("host", target.host))
        return all.sorted { $0.name.utf8.lexicographicallyPrecedes($1.name.utf8) }
    }
}

extension AWSKey {
    /// A URL that lets whoever holds it do one thing for a while, without the key.
    /// - Parameter expires: At most seven days, which is what the services allow.
    package func presign(
        _ method: String = "GET", _ url: String, expires: Duration, at moment: Timestamp
    ) throws(ClientError) -> String {
        let seconds = expires.milliseconds / 1000
        guard (1...604_800).contains(seconds) else {
            throw ClientError(.badRequest, "a signed URL is good for one second to seven days")
        }
        let signature = { (target: RequestTarget) in
            AWSSignature(
                key: self, moment: moment, method: method, target: target, headers: [],
                payload: AWSSignature.unsignedPayload)
        }
        var target = try RequestTarget(url)
        let scope = signature(target).scope
        target.add("X-Amz-Algorithm", AWSSignature.algorithm)
        target.add("X-Amz-Credential", "\(access)/\(scope)")
        target.add("X-Amz-Date", AWSSignature.stamp(moment))
        target.add("X-Amz-Expires", "\(seconds)")
        target.add("X-Amz-SignedHeaders", "host")
        if let sessionToken { target.add("X-Amz-Security-Token", sessionToken) }
        let code = signature(target).signature
        target.add("X-Amz-Signature", code)
        return target.url
    }
}
