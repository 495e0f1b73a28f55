internal import JSON
package import Markup

/// The files of the user interface, compiled in, each under an address that holds the hash of all:
/// what has such an address never changes, so browsers keep it for good.
package struct Assets: Sendable {
    private struct Asset: Sendable {
        let contentType: String
        let content: [UInt8]
        /// Nil where gzip gains nothing.
        let gzipped: [UInt8]?
        let tag: EntityTag
    }

    /// Of all names and contents; it changes when any file does, since files name each other.
    package let version: String
    private let files: [String: Asset]

    /// - Parameters:
    ///   - files: by name, as `components/button.css`. The ending tells the type; an unknown one
    ///     traps, since guessing types is what browsers must not do.
    ///   - digest: a hash in letters and digits, SHA-256 for choice.
    package init(
        _ files: [String: [UInt8]], digest: ([UInt8]) -> String, compress: Compressor? = nil
    ) {
        var everything: [UInt8] = []
        var assets: [String: Asset] = [:]
        for (name, content) in files.sorted(by: { $0.key < $1.key }) {
            guard let type = Self.contentType(of: name) else {
                preconditionFailure("\(name) is of no known type")
            }
            let hash = digest(content)
            everything += Array("\(name) \(hash)\n".utf8)
            let small = MediaType(type)?.isCompressible == true ? compress?(content) : nil
            assets[name] = Asset(
                contentType: type, content: content,
                gzipped: small.flatMap { $0.count < content.count ? $0 : nil },
                tag: EntityTag(hash))
        }
        self.files = assets
        version = String(digest(everything).prefix(16))
    }

    /// Adds the route at which the files are found.
    package func add(to routes: Routes<Call>) {
        let version = PathParameter("version", .text(1...64))
        let name = PathParameter(rest: "name")
        routes.add(.get, "/assets/\(version)/\(name)", .page("Files of the user interface")) {
            context in
            try response(context.request, version: context[version], name: context[name])
        }
    }

    /// The address of a file; a name that is none of ours traps.
    package func url(_ name: String) -> URLReference {
        precondition(files[name] != nil, "there is no asset \(name)")
        guard let url = URLReference("/assets/\(version)/\(name)") else {
            preconditionFailure("\(name) does not fit an address")
        }
        return url
    }

    private func response(
        _ request: HTTPRequest, version: String, name: String
    ) throws -> HTTPResponse {
        guard let asset = files[name] else { throw Problem.notFound }
        var response = HTTPResponse(.ok, fields: [.contentType: asset.contentType])
        // A page of an older hub still gets its files, but must not keep ours under its address.
        response.fields[.cacheControl] =
            version == self.version ? "max-age=31536000, immutable" : "no-cache"
        if asset.gzipped != nil { response.fields.append(.vary, "Accept-Encoding") }
        let wish = request.fields.list(of: .acceptEncoding).joined(separator: ",")
        if let gzipped = asset.gzipped, ContentCoding.chosen(by: wish) == .gzip {
            response.fields[.contentEncoding] = "gzip"
            response.body = .bytes(gzipped)
            return response.conditional(on: request, tag: asset.tag.gzipped)
        }
        response.body = .bytes(asset.content)
        return response.conditional(on: request, tag: asset.tag)
            .ranged(for: request, tag: asset.tag)
    }

    private static func contentType(of name: String) -> String? {
        switch name.split(separator: ".").last {
        case "css": "text/css; charset=utf-8"
        case "js": "text/javascript; charset=utf-8"
        case "svg": "image/svg+xml"
        case "png": "image/png"
        case "ico": "image/x-icon"
        case "woff2": "font/woff2"
        case "webmanifest": "application/manifest+json"
        case "txt": "text/plain; charset=utf-8"
        default: nil
        }
    }
}
