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
    let theme: Theme
    /// What the door's cookie holds; made here for a browser that has none.
    let doorSecret: [UInt8]
    /// What was done by the form before this page.
    let done: Done?
    /// Cookies the answer sets.
    let cookies: [SetCookie]

    static let languageCookie = "holdfast-language"
    static let themeCookie = "holdfast-theme"
    static let doorCookie = "holdfast-door"
    static let doneCookie = "holdfast-done"
    /// Written by a script of the page, under this name everywhere.
    static let zoneCookie = "holdfast-zone"
    static let languageField = "language"
    static let themeField = "theme"
    static let choiceFields = [languageField, themeField]

    init(_ call: Call, standard: Language) {
        self.call = call
        let request = call.request
        var cookies: [SetCookie] = []
        if let chosen = Self.chosen(Language.self, Self.languageField, request) {
            words = .in(chosen)
            cookies.append(Self.keeping(Self.languageCookie, chosen.rawValue, request))
        } else {
            words = .in(Self.language(of: request) ?? standard)
        }
        if let chosen = Self.chosen(Theme.self, Self.themeField, request) {
            theme = chosen
            cookies.append(Self.keeping(Self.themeCookie, chosen.rawValue, request))
        } else {
            theme = Self.kept(Theme.self, Self.themeCookie, request) ?? .system
        }
        done = Self.kept(Done.self, Self.doneCookie, request)
        if done != nil, request.method == .get {
            cookies.append(.deleting(Self.doneCookie, isSecure: request.isSecure))
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

    /// What a link of the page's switches asks for.
    private static func chosen<Value: RawRepresentable<String>>(
        _ type: Value.Type, _ field: String, _ request: HTTPRequest
    ) -> Value? {
        let text = request.queryItems?.first { $0.name == field }?.value
        return text.flatMap { Value(rawValue: $0) }
    }

    private static func kept<Value: RawRepresentable<String>>(
        _ type: Value.Type, _ cookie: String, _ request: HTTPRequest
    ) -> Value? {
        let name = SetCookie.name(cookie, isSecure: request.isSecure)
        return request.cookies[name].flatMap { Value(rawValue: $0) }
    }

    private static func keeping(
        _ cookie: String, _ value: String, _ request: HTTPRequest
    ) -> SetCookie {
        SetCookie(
            cookie, value, isSecure: request.isSecure, maxAge: .seconds(365 * 86_400))
    }

    static func language(of request: HTTPRequest) -> Language? {
        if let kept = kept(Language.self, languageCookie, request) { return kept }
        return request.language
    }

    var visitor: Visitor { Visitor(request) }

    /// Of the clock that the person looks at; nil where no script has told.
    var zone: String? { request.cookies[Self.zoneCookie] }

    /// A page of this visit, with its cookies.
    func page(_ view: some View, _ status: HTTPStatus = .ok) -> HTTPResponse {
        answer(.html(view.markup, status))
    }

    func answer(_ response: HTTPResponse) -> HTTPResponse {
        var response = response
        for cookie in cookies { response.set(cookie) }
        return response
    }

    /// Leads on after a form was done, and says so there.
    func leadOn(to url: URLReference, _ done: Done? = nil) -> HTTPResponse {
        var response = answer(.redirect(to: url))
        if let done {
            response.set(
                SetCookie(
                    Self.doneCookie, done.rawValue, isSecure: request.isSecure,
                    sameSite: .strict, maxAge: .seconds(60)))
        }
        return response
    }

    /// Leads on with a session that has just begun, in the language of whose it is.
    func enter(
        _ opened: OpenedSession, speaking language: Language?, to place: URLReference = "/"
    ) -> HTTPResponse {
        var response = answer(.redirect(to: place))
        response.set(SessionCookie.setting(opened, for: request))
        if let language { response.set(speaking(language)) }
        return response
    }

    /// From now on pages speak this language, or that of the browser.
    func speaking(_ language: Language?) -> SetCookie {
        language.map { Self.keeping(Self.languageCookie, $0.rawValue, request) }
            ?? .deleting(Self.languageCookie, isSecure: request.isSecure)
    }
}

/// A request for a page by somebody who is signed in and may see it.
typealias AdmittedVisit = Admitted<Visit>

extension AdmittedVisit {
    var visit: Visit { outer }
    var formSecret: [UInt8] { signedIn.session.csrfSecret.bytes }
}
