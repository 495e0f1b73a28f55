internal import Cryptography
internal import HTTPServer
internal import Markup
internal import Values

/// Sees to it that what changes something was sent by a page of ours.
///
/// A form carries a code made from the secret of a session, or from one that only the browser's
/// cookie knows: it is good as long as that is, also after the hub was started anew.
struct FormGuard: Sendable {
    private static let purpose = Array("holdfast form".utf8)

    /// The code for forms of whoever holds this secret. It is masked anew each time: pages are
    /// compressed, and a constant code could be guessed from their lengths.
    func token(for secret: [UInt8]) -> CSRFToken {
        let code = code(for: secret)
        let mask = SecureRandom.bytes(code.count)
        return CSRFToken(Base64.url.encode(mask + zip(mask, code).map { $0 ^ $1 }))
    }

    /// Throws what the one who asks is told.
    func check(_ form: SubmittedForm, secret: [UInt8]) throws {
        let code = code(for: secret)
        let sent = Base64.url.decode(form[CSRFToken.field] ?? "") ?? []
        let unmasked = zip(sent.prefix(code.count), sent.dropFirst(code.count)).map { $0 ^ $1 }
        guard sent.count == 2 * code.count, ConstantTime.equal(unmasked, code) else {
            throw Problem(.forbidden, Self.staleCode, "This page was open for too long.")
        }
    }

    static let staleCode = "stale_page"

    private func code(for secret: [UInt8]) -> [UInt8] {
        HMACSHA256.code(key: Secret(copying: secret.span), message: Self.purpose).bytes
    }
}
