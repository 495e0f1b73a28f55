internal import Values
internal import VaultLocation

/// From what was typed to the address of a place, and back.
extension PlaceKind {
    /// What its fields say of an address; empty for what is no address of this kind.
    func values(of place: String) -> [String: String] {
        guard self != .folder else {
            return ["place": String(place.dropFirst(scheme.count))]
        }
        guard let location = Self.location(place) else { return [:] }
        switch location {
        case .folder, .hub: return [:]
        case .s3(let address):
            return [
                "endpoint": address.endpoint, "bucket": address.bucket,
                "prefix": address.prefix, "region": address.region ?? "",
                "virtual_host": address.isVirtualHost ? "on" : "",
            ]
        case .sftp(let address):
            return [
                "host": address.host, "port": address.port.map { "\($0)" } ?? "",
                "user": address.user ?? "", "folder": address.path,
            ]
        case .webDAV(let url, let user), .rest(let url, let user):
            return ["url": url, "user": user ?? ""]
        }
    }

    /// The whole address of what was typed; the same as before, to the letter, where nothing of it
    /// is other.
    func place(_ values: FormValues, instead old: String? = nil) -> String {
        if let old, self.values(of: old).allSatisfy({ Self.typed(values, $0.key) == $0.value }) {
            return old
        }
        let address = address(values)
        // What is wrong with it is said where it is checked.
        return self == .folder ? address : Self.location(address)?.description ?? address
    }

    private static func location(_ place: String) -> VaultLocation? {
        do {
            return try VaultLocation(place)
        } catch {
            return nil
        }
    }

    private static func typed(_ values: FormValues, _ name: String) -> String {
        String(values[name].trimmingBlanks)
    }

    private func address(_ values: FormValues) -> String {
        let typed = { (name: String) in Self.typed(values, name) }
        switch self {
        case .hub: return scheme
        case .folder:
            let path = typed("place")
            return path.hasPrefix(scheme) ? path : scheme + path
        case .s3:
            let region = typed("region")
            let options = [
                region.isEmpty ? "" : "region=\(region)",
                values.isOn("virtual_host") ? "style=virtual" : "",
            ].filter { !$0.isEmpty }
            let parts = [Self.web(typed("endpoint")), typed("bucket"), typed("prefix")]
                .filter { !$0.isEmpty }
            return scheme + parts.joined(separator: "/")
                + (options.isEmpty ? "" : "?\(options.joined(separator: "&"))")
        case .sftp:
            let (port, folder) = (typed("port"), typed("folder"))
            return scheme + Self.at(typed("user")) + typed("host")
                + (port.isEmpty ? "" : ":\(port)")
                + (folder.hasPrefix("/") ? "" : "/~/") + Self.encoded(folder)
        case .webdav, .rest:
            let text = typed("url")
            let url = Self.web(text.hasPrefix(scheme) ? String(text.dropFirst(scheme.count)) : text)
            guard let slashes = url.firstRange(of: "://") else { return scheme + url }
            let user = Self.at(typed("user"))
            return "\(scheme)\(url[..<slashes.upperBound])\(user)\(url[slashes.upperBound...])"
        }
    }

    private static func at(_ user: String) -> String { user.isEmpty ? "" : "\(user)@" }

    /// People leave out how an address of the web begins.
    private static func web(_ text: String) -> String {
        text.isEmpty || text.firstRange(of: "://") != nil ? text : "https://\(text)"
    }

    private static func encoded(_ path: String) -> String {
        path.utf8.map { byte in
            switch byte {
            case UInt8(ascii: "A")...UInt8(ascii: "Z"), UInt8(ascii: "a")...UInt8(ascii: "z"),
                UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "/"), UInt8(ascii: "."),
                UInt8(ascii: "-"), UInt8(ascii: "_"), UInt8(ascii: "~"):
                String(UnicodeScalar(byte))
            default: "%" + Hex.encode([byte]).uppercased()
            }
        }.joined()
    }
}
