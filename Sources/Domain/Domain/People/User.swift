package import Values

/// A person who may sign in. What they may do is said by memberships, never by the user.
package struct User: Hashable, Sendable {
    package let id: ID<User>
    /// Unique on the hub, in the form of `Login.normalised`.
    package var login: String
    package var displayName: String
    /// Nil follows the browser, then the hub's default.
    package var language: Language?
    /// Nil until the person has chosen one: they sign in by a link or by another service.
    package var passwordHash: PasswordHash?
    package let created: Timestamp
    /// Since when the person may not sign in; nil for everybody else.
    package var disabled: Timestamp?

    package init(
        id: ID<User>, login: String, displayName: String, language: Language? = nil,
        passwordHash: PasswordHash? = nil, created: Timestamp, disabled: Timestamp? = nil
    ) {
        self.id = id
        self.login = login
        self.displayName = displayName
        self.language = language
        self.passwordHash = passwordHash
        self.created = created
        self.disabled = disabled
    }

    package var isDisabled: Bool { disabled != nil }
}

/// The languages the user interface is complete in, by their BCP 47 tags.
package enum Language: String, Hashable, Sendable, CaseIterable {
    case chinese = "zh-CN"
    case english = "en-US"
}

/// A password hash in the text form of the function that made it; Domain never looks inside.
package struct PasswordHash: Hashable, Sendable, Redacted {
    /// For storing and for verifying, never for showing.
    package let text: String

    package init(_ text: String) {
        self.text = text
    }
}

/// How logins are written.
package enum Login {
    /// What a person typed, as it is stored and looked up: no outer blanks, ASCII in lower case.
    package static func normalised(_ typed: String) -> String {
        let isBlank: (Character) -> Bool = { $0.isWhitespace || $0.isNewline }
        var text = typed[...]
        while let first = text.first, isBlank(first) { text.removeFirst() }
        while let last = text.last, isBlank(last) { text.removeLast() }
        // Only ASCII: the field rule refuses the rest, so no locale can make two logins one.
        let lowered = text.utf8.map { (65...90).contains($0) ? $0 | 32 : $0 }
        return String(decoding: lowered, as: UTF8.self)
    }
}
