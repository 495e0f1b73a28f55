internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import Markup
internal import Values

/// A request for a page, before it is known who asks: its language and the secret of its forms.
struct Visit: RequestContext {
    let call: Call
    let words: Words
    /// What the door's cookie holds; made here for a browser that has none.
    let doorSecret: [UInt8]
    /// Cookies the answer sets.
    let cookies: [SetCookie]

    static let languageCookie = "holdfast-language"
    static let doorCookie = "holdfast-door"

    init(_ call: Call, standard: Language) {
        self.call = call
        let request = call.request
        var cookies: [SetCookie] = []
        let chosen = request.queryItems?.first { $0.name == "language" }?.value
        if let chosen = chosen.flatMap({ Language(rawValue: $0) }) {
            words = .in(chosen)
            cookies.append(
                SetCookie(
                    Self.languageCookie, chosen.rawValue, isSecure: request.isSecure,
                    maxAge: .seconds(365 * 86_400)))
        } else {
            words = .in(Self.language(of: request) ?? standard)
        }
        let name = SetCookie.name(Self.doorCookie, isSecure: request.isSecure)
        if let known = request.cookies[name].flatMap({ Base64.url.decode($0) }), known.count == 16 {
            doorSecret = known
        } else {
            doorSecret = SecureRandom.bytes(16)
            cookies.append(
                SetCookie(
                    Self.doorCookie, Base64.url.encode(doorSecret), isSecure: request.isSecure,
                    sameSite: .strict))
        }
        self.cookies = cookies
    }

    static func language(of request: HTTPRequest) -> Language? {
        let cookie = SetCookie.name(languageCookie, isSecure: request.isSecure)
        if let kept = request.cookies[cookie].flatMap({ Language(rawValue: $0) }) { return kept }
        let wishes = request.fields.list(of: .acceptLanguage).joined(separator: ",")
        let best = LanguagePreference.best(
            of: Language.allCases.map(\.rawValue), for: wishes.isEmpty ? nil : wishes)
        return best.flatMap { Language(rawValue: $0) }
    }

    var visitor: Visitor { Visitor(request) }

    /// A page of this visit, with its cookies.
    func page(_ view: some View, _ status: HTTPStatus = .ok) -> HTTPResponse {
        answer(.html(view.markup, status))
    }

    func answer(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        for cookie in cookies { response.set(cookie) }
        return response
    }

    /// Leads on with a session that has just begun.
    func enter(_ opened: OpenedSession) -> HTTPResponse {
        var response = answer(.redirect(to: "/"))
        response.set(SessionCookie.setting(opened, for: request))
        return response
    }
}

/// A request for a page by somebody who is signed in and may see it.
typealias AdmittedVisit = Admitted<Visit>

extension AdmittedVisit {
    var visit: Visit { outer }
    var formSecret: [UInt8] { signedIn.session.csrfSecret.bytes }
}
