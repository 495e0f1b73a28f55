internal import HTTPClient
internal import HTTPStorage
internal import Storage
internal import Values

/// A listing in pages, of 1,000 objects each.
struct S3Pages {
    /// A billion objects: a service that has more pages turns in circles.
    static let pagesMax = 1_000_000

    private let storage: S3Storage
    private let prefix: String
    private let folder: ObjectName?
    private var token: String?
    private var isAtEnd = false
    private var pages = 0

    init(of folder: ObjectName?, in storage: S3Storage) {
        self.storage = storage
        self.folder = folder
        prefix = storage.bucket.prefix + ((folder?.text).map { "\($0)/" } ?? "")
    }

    /// nil after the last.
    mutating func next() async throws -> [ObjectInfo]? {
        guard !isAtEnd else { return nil }
        var query = [("encoding-type", "url"), ("list-type", "2"), ("prefix", prefix)]
        if let token { query.insert(("continuation-token", token), at: 0) }
        let request = ClientRequest("GET", storage.bucket.url(query: query))
        let answer = try await storage.ask(request, records: ["Contents"])
        guard answer.root == "ListBucketResult" else { throw unexpected("no listing") }
        try turn(answer)
        let isEncoded = answer.fields["EncodingType"]?.lowercased() == "url"
        return try answer.records.compactMap { try info($0, isEncoded: isEncoded) }
    }

    private mutating func turn(_ answer: S3Answer) throws {
        pages += 1
        isAtEnd = answer.fields["IsTruncated"]?.lowercased() != "true"
        guard !isAtEnd else { return }
        let next = answer.fields["NextContinuationToken"] ?? ""
        guard !next.isEmpty, next != token, pages < Self.pagesMax else {
            throw unexpected("a listing that never ends")
        }
        token = next
    }

    /// nil for what is not an object of ours.
    private func info(_ record: S3Answer.Record, isEncoded: Bool) throws -> ObjectInfo? {
        guard let raw = record["Key"], let key = isEncoded ? Self.decode(raw) : raw,
            key.hasPrefix(prefix),
            // Losing the error is fine: it says that this is not one of our names.
            let name = try? ObjectName(key.dropFirst(storage.bucket.prefix.count))
        else { return nil }
        guard let size = record["Size"].flatMap({ Int64($0) }), size >= 0 else {
            throw unexpected("a listing without sizes")
        }
        return ObjectInfo(
            name: name, size: size,
            modified: record["LastModified"].flatMap { Timestamp(rfc3339: $0) })
    }

    private func unexpected(_ what: String) -> StorageError {
        StorageError(.unexpected, "\(storage.place) sent \(what)")
    }

    /// Our names have nothing to decode; nil for what has something wrong in it.
    private static func decode(_ text: String) -> String? {
        guard text.utf8.contains(UInt8(ascii: "%")) || text.utf8.contains(UInt8(ascii: "+")) else {
            return text
        }
        var bytes: [UInt8] = []
        var rest = Array(text.utf8)[...]
        while let byte = rest.popFirst() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte == UInt8(ascii: "+") ? 32 : byte)
                continue
            }
            guard let pair = Hex.decode(rest.prefix(2)), pair.count == 1 else { return nil }
            bytes += pair
            rest = rest.dropFirst(2)
        }
        return String(validating: bytes, as: UTF8.self)
    }
}
