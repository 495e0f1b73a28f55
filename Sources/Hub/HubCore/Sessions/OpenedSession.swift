package import Cryptography
package import Domain

/// A session that has just begun, with the token that only its browser keeps.
package struct OpenedSession: Sendable {
    package let session: Session
    package let token: Token
}
