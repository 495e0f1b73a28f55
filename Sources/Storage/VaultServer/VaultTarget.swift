internal import HTTPServer
internal import RESTProtocol
internal import Storage

/// What the path of a request names.
struct VaultTarget {
    enum Thing {
        /// The vault itself.
        case vault
        /// All of one kind in a repository.
        case repositoryFolder(RESTName.Kind)
        /// An object by the name that restic's protocol has for it.
        case repositoryObject(ObjectName)
        /// All objects below a folder, of any name; nil for all.
        case folder(ObjectName?)
        case object(ObjectName)
    }

    let vault: VaultPath
    let thing: Thing

    /// Throws what the client is told: 400 for a path that is none, 404 for one that names nothing.
    /// - Parameter prefixLength: How many names stand in front of a vault's path.
    init(_ request: HTTPRequest, below prefixLength: Int) throws {
        guard let all = request.segments else { throw VaultRefusal.badPath }
        let segments = Array(all.dropFirst(prefixLength))
        guard let word = segments.firstIndex(where: RESTWords.reserved.contains) else {
            vault = try Self.vault(segments)
            thing = .vault
            return
        }
        vault = try Self.vault(Array(segments[..<word]))
        thing = try Self.thing(segments[word], segments[(word + 1)...])
    }

    private static func vault(_ segments: [String]) throws -> VaultPath {
        var segments = segments
        if segments.last == "" { segments.removeLast() }
        guard !segments.isEmpty else { throw VaultRefusal.nothing }
        return try VaultRefusal.translating { try VaultPath(segments.joined(separator: "/")) }
    }

    private static func thing(_ word: String, _ rest: ArraySlice<String>) throws -> Thing {
        if word == RESTWords.objects { return try object(rest) }
        guard let kind = RESTName.Kind(rawValue: word) else {
            guard rest.isEmpty else { throw VaultRefusal.nothing }
            return .repositoryObject(RESTName.config)
        }
        guard let id = rest.first, !(id.isEmpty && rest.count == 1) else {
            return .repositoryFolder(kind)
        }
        guard rest.count == 1 else { throw VaultRefusal.nothing }
        guard let name = RESTName.object(id, kind) else {
            throw VaultRefusal(.badRequest, "an object there is named by 64 hexadecimal digits")
        }
        return .repositoryObject(name)
    }

    /// A slash at the end asks for the list of a folder.
    private static func object(_ rest: ArraySlice<String>) throws -> Thing {
        guard let last = rest.last, rest != [""] else { return .folder(nil) }
        let parts = last.isEmpty ? rest.dropLast() : rest
        let name = try VaultRefusal.translating { try ObjectName(parts.joined(separator: "/")) }
        return last.isEmpty ? .folder(name) : .object(name)
    }
}
