internal import CHubAssets
internal import Cryptography
internal import Markup
internal import Values

/// The files compiled into the executable, by the name they are served under.
struct AssetLibrary: Sendable {
    struct File: Sendable {
        let contentType: String
        let bytes: [UInt8]
        /// Of the content, in a form that fits an address and an entity tag.
        let hash: String
    }

    static let shared = AssetLibrary()

    let files: [String: File]

    private init() {
        let embedded = Self.embedded()
        var files: [String: File] = [:]
        for (name, bytes) in embedded where !name.hasSuffix(".css") {
            files[name] = File(name: name, bytes: bytes)
        }
        files["holdfast.css"] = File(name: "holdfast.css", bytes: Self.stylesheet(embedded))
        self.files = files
    }

    func address(of name: String) -> URLReference {
        guard let file = files[name] else { preconditionFailure("no asset \(name)") }
        return .path("assets", name, query: [("v", file.hash)])
    }

    /// One file for the browser: the layers' order, then the parts in the order they are listed.
    private static func stylesheet(_ embedded: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var sheet = Array("@layer reset, base, components, utilities;\n".utf8)
        for (name, bytes) in embedded where name.hasSuffix(".css") {
            let isComponent = name.hasPrefix("components/")
            if isComponent { sheet += Array("@layer components {\n".utf8) }
            sheet += bytes
            if isComponent { sheet += Array("}\n".utf8) }
        }
        return sheet
    }

    private static func embedded() -> [(name: String, bytes: [UInt8])] {
        let table = unsafe UnsafeBufferPointer(start: chubassets_files, count: chubassets_count)
        return unsafe table.map { file in
            unsafe (
                String(cString: file.name),
                Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
            )
        }
    }
}

extension AssetLibrary.File {
    fileprivate init(name: String, bytes: [UInt8]) {
        let types = [
            "css": "text/css; charset=utf-8", "js": "text/javascript; charset=utf-8",
            "svg": "image/svg+xml",
        ]
        let suffix = name.split(separator: ".").last.map(String.init) ?? ""
        self.init(
            contentType: types[suffix] ?? "application/octet-stream", bytes: bytes,
            hash: String(Hex.encode(SHA256.hash(bytes).bytes).prefix(16)))
    }
}
