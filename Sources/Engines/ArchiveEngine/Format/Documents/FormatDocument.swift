internal import Cryptography
package import Engine
package import JSON
internal import Values

/// A small JSON document of the format: `{"holdfast":"<kind>","version":1,…}`. Written with its
/// keys in the order of the format's page and without white space, so that equal values give equal
/// bytes; read with unknown fields ignored, as the format promises later writers.
package protocol FormatDocument: JSONCoded {
    static var kind: String { get }
    /// What people see, as in `manifest.json`.
    static var title: String { get }
    static var sizeMax: Int { get }
}

extension FormatDocument {
    package static var sizeMax: Int { ArchiveLimits.smallObjectSizeMax }

    package var encoded: [UInt8] { Self.schema.encode(self) }

    /// - Throws: `.damaged` for what is no such document, `.tooNew` for a later version's.
    package init(parsing bytes: [UInt8]) throws(EngineError) {
        guard bytes.count <= Self.sizeMax else {
            throw .damaged("\(Self.title) is larger than \(ByteCount(Self.sizeMax))")
        }
        do {
            let document = try JSON(parsing: bytes, depthLimit: 8)
            try Self.checkKind(of: document)
            self = try Self.schema.decode(document, unknownFields: .ignored)
        } catch {
            throw error as? EngineError ?? .damaged("\(Self.title) cannot be read: \(error)")
        }
    }

    private static func checkKind(of document: JSON) throws {
        guard document["holdfast"]?.text == kind else {
            throw EngineError.damaged("\(title) is not what its name says")
        }
        if let version = document["version"]?.wholeNumber, version > FormatVersion.number {
            throw EngineError(
                .tooNew, "\(title) is of format \(version); this program knows format 1")
        }
    }
}

package enum FormatVersion {
    package static let number: Int64 = 1
}

extension EngineError {
    package static func damaged(_ message: String) -> EngineError {
        EngineError(.damaged, message)
    }
}

extension Field where Value == String {
    static func kind(_ kind: String) -> Field {
        Field("holdfast", { _ in kind }, .word(kind))
    }
}

extension Field where Value == Int64 {
    static var version: Field {
        Field(
            "version", { _ in FormatVersion.number },
            .integer(FormatVersion.number...FormatVersion.number))
    }
}

extension Schema<String> {
    /// Exactly this text.
    static func word(_ word: String) -> Schema {
        .string(format: nil, expected: "\"\(word)\"") {
            $0 == word ? word : nil
        } print: {
            $0
        }
    }
}

extension Schema<SHA256Digest> {
    static let digest = Schema.string(
        format: nil, expected: "a SHA-256 in 64 lower-case hexadecimal digits",
        parse: { text in SHA256Digest(hex: text).flatMap { "\($0)" == text ? $0 : nil } },
        print: \.description)
}
