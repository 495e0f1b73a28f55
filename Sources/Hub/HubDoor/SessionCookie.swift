package import Cryptography
package import HTTPServer
package import HubCore

/// How a session travels: its token in a cookie of this host, out of reach of scripts.
package enum SessionCookie {
    /// Over HTTPS it is called `__Host-` and this.
    package static let name = "holdfast-session"

    /// As which names it travels, in the order of `HubDoor.security`.
    package static let names = [true, false].map { SetCookie.name(name, isSecure: $0) }

    /// The token a request carries, where it carries one.
    package static func token(in request: HTTPRequest) -> Token? {
        let name = SetCookie.name(name, isSecure: request.isSecure)
        return request.cookies[name].flatMap { Token($0) }
    }

    /// For the answer that opens the session.
    package static func setting(_ opened: OpenedSession, for request: HTTPRequest) -> SetCookie {
        SetCookie(
            name, opened.token.revealed(), isSecure: request.isSecure,
            maxAge: SessionOffice.lifetime)
    }

    /// For the answer that ends it.
    package static func deleting(for request: HTTPRequest) -> SetCookie {
        .deleting(name, isSecure: request.isSecure)
    }
}

extension Visitor {
    /// Who asks, as far as a request says.
    package init(_ request: HTTPRequest) {
        self.init(
            address: request.client.description, userAgent: request.fields[.userAgent] ?? "")
    }
}
