internal import AgentProtocol
internal import Cryptography
internal import Domain
internal import HTTPServer
internal import HubCore
internal import HubDoor
internal import JSON
internal import Values

// Files of snapshots on their way to people: a link that is good once, and what comes of it.

extension HubAPI {
    private static let wanted = PathParameter("snapshot", Schema<ID<KnownSnapshot>>.id())
    private static let tags = ["Snapshots"]
    /// A token and a word.
    private static let redeemMax = 1024

    func addDownloads(to routes: Routes<Call>, _ door: HubDoor) {
        door.authorised(to: routes, for: .download).add(
            .post, "/api/v1/tenants/\(HubDoor.tenant)/snapshots/\(Self.wanted)/downloads",
            RouteAbout(
                "Make a link to files of a snapshot that is good once", tags: Self.tags,
                failures: Self.tenantFailures),
            takes: DownloadForm.schema, gives: DownloadDocument.schema, status: .created
        ) { context, form in
            let wish = DownloadWish(
                snapshot: try context[Self.wanted], paths: form.paths, form: form.form)
            let finding = try await parts.downloads.offer(
                wish, of: context.tenant, by: context.requester)
            return DownloadDocument(offer: try finding.value)
        }
        // Told of in docs/user/restores.md: what comes is no JSON. Whoever has the token may.
        routes.add(
            .post, "/api/v1/downloads", .page("Download files", bodyLimit: Self.redeemMax)
        ) { call in
            guard let text = try await call.form()["token"], let token = Token(text) else {
                throw Problem(.conflict, Refusal.tokenRefused.rawValue, Self.refused)
            }
            return try await download(token, call)
        }
    }

    private static let refused = "This link is unknown, was used before, or is too old."

    private nonisolated(nonsending) func download(
        _ token: Token, _ call: Call
    ) async throws -> HTTPResponse {
        do {
            let download = try await parts.downloads.begin(
                token, from: Visitor(call.request).address)
            return HTTPResponse(
                .ok,
                fields: [
                    .contentType: download.form.contentType, .cacheControl: "no-store",
                    "Content-Disposition": ContentDisposition(download.name).description,
                    "X-Content-Type-Options": "nosniff", "X-Accel-Buffering": "no",
                ],
                body: .stream(length: nil) { writer in
                    try await download.stream.write { try await writer.write($0) }
                })
        } catch let failure as DownloadFailure {
            throw Problem(.conflict, failure.code, failure.message)
        }
    }
}

/// `attachment` with a name, by RFC 6266: for old clients in ASCII, for all others as it is.
struct ContentDisposition: CustomStringConvertible {
    let description: String

    init(_ name: String) {
        let plain = name.unicodeScalars.map { scalar in
            let isPlain =
                scalar.isASCII && scalar.value >= 0x20 && !"\"\\/%".unicodeScalars.contains(scalar)
                && scalar.value != 0x7f
            return isPlain ? String(scalar) : "_"
        }.joined()
        let encoded = name.utf8.map { byte in
            let isPlain =
                48...57 ~= byte || 65...90 ~= byte || 97...122 ~= byte || byte == 45 || byte == 46
                || byte == 95
            return isPlain ? String(UnicodeScalar(byte)) : "%" + Hex.encode([byte]).uppercased()
        }.joined()
        description = "attachment; filename=\"\(plain)\"; filename*=UTF-8''\(encoded)"
    }
}

extension StreamTicket.Form {
    fileprivate var contentType: String {
        switch self {
        case .file: "application/octet-stream"
        case .tar: "application/x-tar"
        case .zip: "application/zip"
        }
    }
}

private struct DownloadForm: Sendable {
    let paths: [String]
    let form: StreamTicket.Form?

    static let schema = Schema<DownloadForm>.object(
        "DownloadForm", "Which files somebody wants to have, and as what.",
        Field(
            "paths", \.paths, .list(of: .field(Fields.path), 0...1000), default: [],
            "From the root of the snapshot, with all that is below; none for everything. One that "
                + "is no text is `~` and its bytes in URL-safe base 64."),
        Field(
            optional: "form", \.form, .choice,
            "`file` is the content of one file. Without it: that, where the only path is a file, "
                + "and a `zip` of everything else.")
    ) { DownloadForm(paths: $0, form: $1) }
}

/// A link's token, and what it is for.
private struct DownloadDocument: Sendable {
    let offer: DownloadOffer

    static let schema = Schema<DownloadDocument>.readOnly(
        "Download", "The right to have files of a snapshot, once.",
        Field(
            "token", { $0.offer.token.revealed() }, .text(43...43),
            "To be sent as the field `token` of a form to `/api/v1/downloads`. It is shown once, "
                + "and never part of an address."),
        Field("form", \.offer.form, .choice),
        Field("name", \.offer.name, .text(1...4200), "What the file is to be called."),
        Field("expires", \.offer.expires, .timestamp)
    )
}
