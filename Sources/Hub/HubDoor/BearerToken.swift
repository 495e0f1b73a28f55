internal import Cryptography

/// How a program's token travels.
enum BearerToken {
    /// The token of an `Authorization` field; nil where there is none in it.
    static func read(_ field: String) -> Token? {
        let words = field.split(separator: " ", maxSplits: 1)
        guard words.count == 2, words[0].lowercased() == "bearer" else { return nil }
        return Token(words[1])
    }
}
