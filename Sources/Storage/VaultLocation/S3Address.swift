/// A bucket or a part of one.
package struct S3Address: Hashable, Sendable, CustomStringConvertible {
    package let endpoint: String
    package let bucket: String
    /// Empty, or parts with slashes between them.
    package let prefix: String
    /// Whether requests go to `bucket.host` and not to `host/bucket`.
    package let isVirtualHost: Bool
    /// nil where neither the address nor the host says.
    package let region: String?

    private static let hostOfAWS = ".amazonaws.com"

    init(_ web: WebAddress) throws(VaultLocationError) {
        guard web.user == nil else {
            throw VaultLocationError(
                "an access key does not belong in an address: put it into the environment or a "
                    + "file, as docs/user/vault-locations.md says")
        }
        let parts = web.path.split(separator: "/")
        guard let first = parts.first else {
            throw VaultLocationError("the address names no bucket: s3:https://host/bucket/prefix")
        }
        endpoint = "\(web.scheme)://\(web.authority)"
        bucket = String(first)
        guard bucket.utf8.allSatisfy(Self.isPlain),
            parts.allSatisfy({ $0.utf8.allSatisfy(Self.isPlain) })
        else {
            throw VaultLocationError(
                "a bucket and its prefix have letters, digits, . _ and - in them")
        }
        prefix = parts.dropFirst().joined(separator: "/")
        var region = Self.region(of: web.host)
        var isVirtualHost = web.host.hasSuffix(Self.hostOfAWS)
        for (name, value) in web.query {
            switch (name, value) {
            case ("region", _) where !value.isEmpty && value.utf8.allSatisfy(Self.isPlain):
                region = value
            case ("style", "path"): isVirtualHost = false
            case ("style", "virtual"): isVirtualHost = true
            default:
                throw VaultLocationError(
                    "the options of an S3 address are region=… and style=path or style=virtual")
            }
        }
        self.region = region
        self.isVirtualHost = isVirtualHost
    }

    package var description: String {
        var options: [String] = []
        let host = String(endpoint.split(separator: "/")[1])
        if region != Self.region(of: host), let region { options.append("region=\(region)") }
        if isVirtualHost != host.hasSuffix(Self.hostOfAWS) {
            options.append("style=\(isVirtualHost ? "virtual" : "path")")
        }
        let path = prefix.isEmpty ? bucket : "\(bucket)/\(prefix)"
        let query = options.isEmpty ? "" : "?\(options.joined(separator: "&"))"
        return "s3:\(endpoint)/\(path)\(query)"
    }

    /// `s3.eu-central-1.amazonaws.com`
    private static func region(of host: String) -> String? {
        guard host.hasPrefix("s3."), host.hasSuffix(hostOfAWS) else { return nil }
        let region = host.dropFirst(3).dropLast(hostOfAWS.count)
        return region.isEmpty || region.contains(".") ? nil : String(region)
    }

    private static func isPlain(_ byte: UInt8) -> Bool {
        switch byte {
        case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "A")...UInt8(ascii: "Z"),
            UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "."), UInt8(ascii: "_"),
            UInt8(ascii: "-"):
            true
        default: false
        }
    }
}
