internal import Cryptography
internal import Engine
internal import JSON

/// What a repository says of itself: the object `config`, sealed and never compressed.
package struct RepositoryConfig: Hashable, Sendable {
    /// The versions of the format that are read. The first has no compression.
    static let versions = 1...2

    package let version: Int
    /// Tells repositories from each other.
    package let id: ObjectID
    /// By which the content of files is cut.
    let chunkerPolynomial: Polynomial

    init(version: Int = 2, id: ObjectID, chunkerPolynomial: Polynomial) {
        self.version = version
        self.id = id
        self.chunkerPolynomial = chunkerPolynomial
    }

    /// Of a new repository.
    static func random(_ polynomial: Polynomial? = nil) -> RepositoryConfig {
        var random = SecureRandom()
        return RepositoryConfig(
            id: ObjectID(random.next(), random.next(), random.next(), random.next()),
            chunkerPolynomial: polynomial ?? .random(using: &random))
    }

    /// - Throws: `.damaged` for what is no config, `.tooNew` for a later format's.
    init(parsing bytes: [UInt8]) throws(EngineError) {
        let json: JSON
        do throws(JSONError) {
            json = try JSON(parsing: bytes, depthLimit: 8)
        } catch {
            throw .damaged("the config of the repository cannot be read: \(error)")
        }
        guard let version = json["version"]?.wholeNumber, version > 0 else {
            throw .damaged("the config of the repository names no version")
        }
        guard Self.versions.contains(Int(clamping: version)) else {
            throw EngineError(
                .tooNew,
                "the repository is of format \(version); this program knows \(Self.versions)")
        }
        guard let id = json["id"]?.text.flatMap({ ObjectID($0) }),
            let polynomial = json["chunker_polynomial"]?.text.flatMap({ Polynomial(hex: $0) }),
            polynomial.isFitForChunking
        else { throw .damaged("the config of the repository lacks its id or its polynomial") }
        self.version = Int(version)
        self.id = id
        chunkerPolynomial = polynomial
    }

    var encoded: [UInt8] {
        var writer = JSONWriter()
        writer.beginObject()
        writer.key("version")
        writer.value(version)
        writer.key("id")
        writer.value(id.description)
        writer.key("chunker_polynomial")
        writer.value(chunkerPolynomial.description)
        writer.endObject()
        return writer.takeBytes()
    }
}
