package import Values

/// A validator of a representation (RFC 9110 section 8.8.3).
package struct EntityTag: Hashable, Sendable, CustomStringConvertible {
    package let value: String
    package let isWeak: Bool

    /// `value` is ours: a hash or a version, in letters, digits and `-._`.
    package init(_ value: String, isWeak: Bool = false) {
        precondition(
            value.utf8.allSatisfy { (0x21...0x7E).contains($0) && $0 != 0x22 },
            "an entity tag holds visible ASCII")
        self.value = value
        self.isWeak = isWeak
    }

    package var description: String { "\(isWeak ? "W/" : "")\"\(value)\"" }

    /// Of the same content in gzip: other bytes, so another strong tag.
    var gzipped: EntityTag { EntityTag(value + "-gzip", isWeak: isWeak) }

    /// The tags of `If-Match` or `If-None-Match`; nil for `*`.
    static func list(_ field: String) -> [EntityTag]? {
        if field.trimmingBlanks == "*" { return nil }
        var tags: [EntityTag] = []
        var rest = Array(field.utf8)[...]
        while let start = rest.firstIndex(of: 0x22) {
            let isWeak = rest[..<start].suffix(2).elementsEqual("W/".utf8)
            rest = rest[(start + 1)...]
            guard let end = rest.firstIndex(of: 0x22) else { break }
            let value = rest[..<end]
            rest = rest[(end + 1)...]
            // A tag of ours is ASCII; another is nobody's, and is passed over.
            if value.allSatisfy({ (0x21...0x7E).contains($0) }) {
                tags.append(EntityTag(String(decoding: value, as: UTF8.self), isWeak: isWeak))
            }
        }
        return tags
    }

    fileprivate var withoutCoding: String {
        value.hasSuffix("-gzip") ? String(value.dropLast(5)) : value
    }
}

/// What a request demands of the state it meets (RFC 9110 section 13).
package enum Precondition: Sendable {
    /// Go on.
    case met
    /// 304: the client has it already.
    case notModified
    /// 412: it has changed since the client looked.
    case failed

    /// In the order of section 13.2.2. `tag` is nil where there is nothing yet.
    package static func evaluate(
        _ request: HTTPRequest, tag: EntityTag?, modified: Timestamp? = nil
    ) -> Precondition {
        let fields = request.fields
        if fields.contains(.ifMatch) {
            let wanted = EntityTag.list(joined(fields, .ifMatch))
            guard let tag, !tag.isWeak else { return wanted == nil && tag != nil ? .met : .failed }
            // Strong comparison; a version read in gzip is the same version.
            let isThere = wanted.map { list in
                list.contains { !$0.isWeak && $0.withoutCoding == tag.withoutCoding }
            }
            if isThere == false { return .failed }
        }
        if fields.contains(.ifNoneMatch) {
            let known = EntityTag.list(joined(fields, .ifNoneMatch))
            let isKnown =
                known.map { list in
                    list.contains { $0.withoutCoding == tag?.withoutCoding }
                } ?? (tag != nil)
            guard isKnown else { return .met }
            return request.method == .get || request.method == .head ? .notModified : .failed
        }
        guard request.method == .get || request.method == .head, let modified,
            let since = fields[.ifModifiedSince].flatMap(HTTPDate.parse)
        else { return .met }
        return modified.seconds <= since.seconds ? .notModified : .met
    }

    private static func joined(_ fields: HTTPFields, _ name: HTTPFieldName) -> String {
        fields.values(of: name).joined(separator: ",")
    }
}

extension HTTPResponse {
    /// Names the version of what this answer shows and, where the client has it already, leaves
    /// out the body.
    package func conditional(
        on request: HTTPRequest, tag: EntityTag, modified: Timestamp? = nil
    ) -> HTTPResponse {
        var response = self
        response.fields[.eTag] = tag.description
        if let modified { response.fields[.lastModified] = HTTPDate.format(modified) }
        guard status == .ok,
            Precondition.evaluate(request, tag: tag, modified: modified) == .notModified
        else { return response }
        response.status = .notModified
        response.body = .empty
        return response
    }
}

extension RequestContext {
    /// For changes to what has a version: refuses where the client looked at another one (412),
    /// or said nothing of the one it looked at and has to (428).
    package func requireVersion(_ tag: EntityTag) throws {
        guard request.fields.contains(.ifMatch) else {
            throw Problem(
                .preconditionRequired, "version_required",
                "Send the version you changed in If-Match.")
        }
        guard Precondition.evaluate(request, tag: tag) == .met else {
            throw Problem(
                .preconditionFailed, "changed_meanwhile", "This has changed since you read it.")
        }
    }
}
