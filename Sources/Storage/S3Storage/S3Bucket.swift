internal import HTTPClient
package import Storage

/// A bucket, or a part of one, at an S3-compatible service.
package struct S3Bucket: Hashable, Sendable {
    /// Where a bucket's name stands in its address.
    package enum Style: Hashable, Sendable {
        /// `https://host/bucket/key`, which everybody but AWS's newest regions takes.
        case path
        /// `https://bucket.host/key`
        case virtualHost
    }

    /// Scheme and host, with a port where it is not the scheme's own.
    package let endpoint: String
    package let name: String
    /// Empty, or with a slash at its end.
    package let prefix: String
    package let style: Style

    /// - Parameter prefix: Plain, with slashes between its parts.
    package init(
        endpoint: String, name: String, prefix: String = "", style: Style
    ) throws(StorageError) {
        let parts = endpoint.split(
            separator: "/", maxSplits: 2, omittingEmptySubsequences: false)
        guard parts.count == 3, parts[0] == "https:" || parts[0] == "http:", parts[1].isEmpty,
            !parts[2].isEmpty, !parts[2].contains(where: { "/?#@".contains($0) })
        else {
            throw StorageError(
                .badConfiguration, "\"\(endpoint)\" is no address of an S3 service")
        }
        guard Self.isBucketName(name) else {
            throw StorageError(.badConfiguration, "\"\(name)\" is no name of a bucket")
        }
        self.endpoint = endpoint
        self.name = name
        let trimmed = prefix.split(separator: "/").joined(separator: "/")
        self.prefix = trimmed.isEmpty ? "" : "\(trimmed)/"
        self.style = style
    }

    /// As it is shown to people.
    var place: String { "s3:\(endpoint)/\(name)/\(prefix)" }

    func key(of name: ObjectName) -> String { prefix + name.text }

    func url(ofKey key: String) -> String {
        "\(root)/\(PercentEncoded(key, keeping: "/").text)"
    }

    /// Of the bucket itself with a query, whose parts without a value are written with none.
    func url(query: [(name: String, value: String)]) -> String {
        "\(root)/?\(Self.encode(query))"
    }

    static func encode(_ query: [(name: String, value: String)]) -> String {
        query.map { name, value in
            "\(PercentEncoded(name).text)=\(PercentEncoded(value).text)"
        }.joined(separator: "&")
    }

    private var root: String {
        guard style == .virtualHost else { return "\(endpoint)/\(name)" }
        let parts = endpoint.split(separator: "/")
        return "\(parts[0])//\(name).\(parts[1])"
    }

    /// What every service allows, and nothing that would be another address.
    private static func isBucketName(_ name: String) -> Bool {
        (3...63).contains(name.utf8.count) && !name.hasPrefix(".")
            && name.utf8.allSatisfy { byte in
                (48...57).contains(byte) || (97...122).contains(byte) || byte == 45 || byte == 46
                    || (65...90).contains(byte) || byte == 95
            }
    }
}
