package import Cryptography

/// Passwords and access keys for places, from a file that only its owner may read:
///
///     [dav+https://ann@cloud.example/backups]
///     password = …
///
///     [s3:https://s3.example.com/bucket]
///     access-key = …
///     secret-key = …
///
/// A section counts for its place and everything below it; the longest one that fits is taken.
package struct CredentialBook: Sendable {
    package struct Entry: Sendable {
        package var password: Secret?
        package var accessKey: String?
        package var secretKey: Secret?
        package var sessionToken: Secret?
        /// The file of an SSH key, for which `password` is the passphrase.
        package var keyFile: String?

        package init() {}
    }

    private var sections: [(place: String, entry: Entry)] = []

    package init() {}

    /// - Throws: `.contradiction` that names the line, and never what is on it.
    package init(parsing text: String) throws(StandAloneError) {
        let lines = text.split(separator: "\n", omittingEmptySubsequences: false)
        for (index, line) in lines.enumerated() {
            let line = line.trimmed
            if line.isEmpty || line.hasPrefix("#") { continue }
            if line.hasPrefix("["), line.hasSuffix("]") {
                sections.append((String(line.dropFirst().dropLast()), Entry()))
            } else {
                try take(line, number: index + 1)
            }
        }
    }

    private mutating func take(_ line: Substring, number: Int) throws(StandAloneError) {
        let parts = line.split(separator: "=", maxSplits: 1, omittingEmptySubsequences: false)
        guard parts.count == 2, !sections.isEmpty else {
            throw Self.problem(number, "is neither [place] nor name = value below one")
        }
        let value = String(parts[1].trimmed)
        let last = sections.count - 1
        switch parts[0].trimmed {
        case "password": sections[last].entry.password = Secret(value)
        case "access-key": sections[last].entry.accessKey = value
        case "secret-key": sections[last].entry.secretKey = Secret(value)
        case "session-token": sections[last].entry.sessionToken = Secret(value)
        case "key-file": sections[last].entry.keyFile = value
        default:
            throw Self.problem(
                number, "names none of password, access-key, secret-key, session-token, key-file")
        }
    }

    private static func problem(_ line: Int, _ reason: String) -> StandAloneError {
        StandAloneError(.contradiction, "line \(line) of the credentials file \(reason)")
    }

    package func entry(for place: String) -> Entry? {
        sections.filter { Self.covers($0.place, place) }
            .max { $0.place.utf8.count < $1.place.utf8.count }?.entry
    }

    /// Whole parts only: what is for `…/back` is not for `…/backups`.
    private static func covers(_ section: String, _ place: String) -> Bool {
        guard place.hasPrefix(section) else { return false }
        let rest = place.dropFirst(section.count)
        return rest.isEmpty || section.hasSuffix("/") || rest.hasPrefix("/")
    }
}

extension Substring {
    fileprivate var trimmed: Substring {
        var text = drop { $0 == " " || $0 == "\t" || $0 == "\r" }
        while let last = text.last, " \t\r".contains(last) { text.removeLast() }
        return text
    }
}
