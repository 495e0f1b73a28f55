internal import Values
internal import XML

/// What a server tells of one file or folder.
struct MultistatusEntry: Hashable, Sendable {
    var path: HrefPath
    var isFolder = false
    var size: Int64?
    var modified: Timestamp?
    var quotaFree: Int64?
    var quotaUsed: Int64?
    /// What the server says instead of telling of it; what is gone is no entry at all.
    var fault: String?
}

/// Why a listing cannot be read.
struct MultistatusError: Error, Hashable, CustomStringConvertible {
    let description: String
}

/// Reads the answer to a `PROPFIND` (RFC 4918 section 13), piece by piece.
struct MultistatusReader {
    private static let namespace = "DAV:"
    private static let properties = [
        "resourcetype", "getcontentlength", "getlastmodified", "quota-available-bytes",
        "quota-used-bytes",
    ]

    /// The body of the request.
    static let question = XMLElement(
        "propfind", in: namespace, [XMLElement("prop", properties.map { XMLElement($0) })]
    ).document

    private struct Draft {
        var href: String?
        var found: [String: String] = [:]
        var isFolder = false
        /// Of the `propstat` under way: they count only once it says "200".
        var properties: [String: String] = [:]
        var isCollection = false
        var status: String?
        /// Of the response as a whole, where it has one.
        var overall: String?
    }

    private var xml = XMLReader()
    /// Of open elements; those of another namespace are "".
    private var path: [String] = []
    private var text = ""
    private var draft = Draft()

    mutating func push(_ bytes: [UInt8]) throws(MultistatusError) -> [MultistatusEntry] {
        var entries: [MultistatusEntry] = []
        for event in try events(in: bytes) {
            switch event {
            case .start(let name, _): try start(name)
            case .text(let found): text = found
            case .end: if let entry = try end() { entries.append(entry) }
            }
        }
        return entries
    }

    mutating func finish() throws(MultistatusError) {
        do {
            try xml.finish()
        } catch {
            throw MultistatusError(description: "\(error)")
        }
    }

    private mutating func events(in bytes: [UInt8]) throws(MultistatusError) -> [XMLEvent] {
        do {
            return try xml.push(bytes)
        } catch {
            throw MultistatusError(description: "\(error)")
        }
    }

    private mutating func start(_ name: XMLName) throws(MultistatusError) {
        let local = name.namespace == Self.namespace ? name.local : ""
        if path.isEmpty, local != "multistatus" {
            throw MultistatusError(description: "it is no multistatus")
        }
        path.append(local)
        text = ""
        switch path.dropFirst() {
        case ["response"]: draft = Draft()
        case ["response", "propstat"]:
            draft.properties = [:]
            draft.isCollection = false
            draft.status = nil
        default: break
        }
    }

    private mutating func end() throws(MultistatusError) -> MultistatusEntry? {
        let ended = path.dropFirst()
        defer {
            path.removeLast()
            text = ""
        }
        switch ended {
        case ["response", "href"]: draft.href = text
        case ["response", "status"]: draft.overall = text
        case ["response", "propstat", "status"]: draft.status = text
        case ["response", "propstat", "prop", "resourcetype", "collection"]:
            draft.isCollection = true
        case ["response", "propstat"]: settle()
        case ["response"]: return try entry()
        default:
            guard ended.count == 4, ended.dropLast() == ["response", "propstat", "prop"],
                let name = ended.last
            else { break }
            draft.properties[name] = text
        }
        return nil
    }

    /// Only properties that the server says it has.
    private mutating func settle() {
        guard Self.isSuccess(draft.status) else { return }
        draft.found.merge(draft.properties) { _, new in new }
        draft.isFolder = draft.isFolder || draft.isCollection
    }

    private func entry() throws(MultistatusError) -> MultistatusEntry? {
        let fault = draft.overall.flatMap { Self.isSuccess($0) ? nil : $0 }
        // It went while the server was looking.
        if ["404", "410"].contains(Self.code(fault)) { return nil }
        guard let href = draft.href else {
            throw MultistatusError(description: "an entry has no address")
        }
        // A name that could not be one of ours.
        guard let path = HrefPath(Self.trimmed(href)) else { return nil }
        let number = { (name: String) in draft.found[name].flatMap { Int64(Self.trimmed($0)) } }
        return MultistatusEntry(
            path: path, isFolder: draft.isFolder, size: number("getcontentlength"),
            modified: draft.found["getlastmodified"].flatMap { HTTPDate.parse(Self.trimmed($0)) },
            quotaFree: number("quota-available-bytes"), quotaUsed: number("quota-used-bytes"),
            fault: fault)
    }

    private static func isSuccess(_ status: String?) -> Bool {
        guard let code = code(status) else { return false }
        return code.utf8.count == 3 && code.utf8.first == 50
    }

    /// `HTTP/1.1 200 OK`
    private static func code(_ status: String?) -> Substring? {
        (status ?? "").split { $0.isWhitespace }.dropFirst().first
    }

    private static func trimmed(_ text: String) -> String {
        let isSpace = { (character: Character) in character.isWhitespace }
        let start = text.drop(while: isSpace)
        return String(start.reversed().drop(while: isSpace).reversed())
    }
}
