internal import CHubAssets
internal import Cryptography
internal import HTTPServer

/// The files compiled into the executable, as they are served.
enum AssetLibrary {
    static let assets = Assets(files, digest: { SHA256.hash($0).description })

    /// Of the living page alone.
    private static let living = "living.css"

    private static var files: [String: [UInt8]] {
        let embedded = embedded
        var files = Dictionary(
            uniqueKeysWithValues: embedded.filter { $0.name.hasSuffix(".svg") })
        files["holdfast.css"] = stylesheet(embedded.filter { $0.name != living })
        files["holdfast.js"] = script(embedded)
        files[living] = stylesheet(embedded.filter { $0.name == living })
        return files
    }

    /// One file for the browser: the layers' order, then the parts in the order they are listed.
    private static func stylesheet(_ embedded: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        var sheet = Array("@layer reset, base, components, utilities;\n".utf8)
        for (name, bytes) in embedded where name.hasSuffix(".css") {
            let isComponent = name.hasPrefix("components/") || name == living
            if isComponent { sheet += Array("@layer components {\n".utf8) }
            sheet += bytes
            if isComponent { sheet += Array("}\n".utf8) }
        }
        return sheet
    }

    /// The elements, one after the other: none of them knows another.
    private static func script(_ embedded: [(name: String, bytes: [UInt8])]) -> [UInt8] {
        embedded.filter { $0.name.hasSuffix(".js") }.flatMap(\.bytes)
    }

    private static var embedded: [(name: String, bytes: [UInt8])] {
        let table = unsafe UnsafeBufferPointer(start: chubassets_files, count: chubassets_count)
        return unsafe table.map { file in
            unsafe (
                String(cString: file.name),
                Array(UnsafeBufferPointer(start: file.bytes, count: file.length))
            )
        }
    }
}
