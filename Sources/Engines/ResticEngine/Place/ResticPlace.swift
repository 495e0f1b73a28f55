package import Cryptography
internal import Engine
package import Host
package import VaultLocation

/// A repository as restic is told of it: an address, and what opens it. All of it goes by the
/// environment, where only root and the same user see it.
package struct ResticPlace: Sendable, CustomStringConvertible {
    /// What the place itself wants, where it wants something.
    package struct Credentials: Sendable {
        /// For REST.
        package var password: Secret?
        /// For S3.
        package var accessKey: String?
        package var secretKey: Secret?
        package var sessionToken: Secret?
        /// For SSH: the file of a key without a passphrase, or one that an agent holds.
        package var keyFile: FilePath?

        package init() {}
    }

    package let location: VaultLocation
    private let keyFile: FilePath?
    let variables: [SystemString: Secret]
    private let secrets: [Secret]

    /// - Throws: `EngineError.local` for places that restic does not know.
    package init(
        _ location: VaultLocation, passphrase: Secret, credentials: Credentials = Credentials()
    ) throws {
        self.location = location
        keyFile = credentials.keyFile
        var variables: [SystemString: Secret] = ["RESTIC_PASSWORD": passphrase]
        let address: String
        switch location {
        case .folder(let path): address = path
        case .rest(let url, let user):
            address = "rest:\(try Self.signedIn(url, user, credentials.password))/"
        case .s3(let place):
            address =
                "s3:\(place.endpoint)/\(place.bucket)"
                + (place.prefix.isEmpty ? "" : "/\(place.prefix)")
            variables["AWS_ACCESS_KEY_ID"] = credentials.accessKey.map { Secret($0) }
            variables["AWS_SECRET_ACCESS_KEY"] = credentials.secretKey
            variables["AWS_SESSION_TOKEN"] = credentials.sessionToken
            variables["AWS_DEFAULT_REGION"] = place.region.map { Secret($0) }
        case .sftp(let place):
            guard credentials.password == nil else {
                throw EngineError(
                    .local,
                    "restic signs in over SSH with keys, not passwords: \(location) needs one"
                )
            }
            let user = place.user.map { "\($0)@" } ?? ""
            // After the host, a second slash is the root; without it the path is the user's.
            address =
                "sftp://\(user)\(place.host)\(place.port.map { ":\($0)" } ?? "")/\(place.path)"
        case .webDAV, .hub:
            throw EngineError(
                .local,
                "restic cannot reach \(location): it knows folders, SFTP, S3 and REST servers")
        }
        variables["RESTIC_REPOSITORY"] = Secret(address)
        self.variables = variables
        secrets = [
            passphrase, credentials.password, credentials.secretKey, credentials.sessionToken,
        ].compactMap(\.self)
    }

    package var description: String { location.description }

    /// With name and password in the address, as every release takes them.
    private static func signedIn(
        _ url: String, _ user: String?, _ password: Secret?
    ) throws -> String {
        guard let user else { return url }
        guard let slashes = url.firstRange(of: "://") else { return url }
        let word = password.map { ":" + encoded($0.bytes) } ?? ""
        return url[..<slashes.upperBound] + encoded(Array(user.utf8)) + word + "@"
            + url[slashes.upperBound...]
    }

    /// RFC 3986: only unreserved bytes as they are.
    private static func encoded(_ bytes: [UInt8]) -> String {
        let plain = Set("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~".utf8)
        let digits = Array("0123456789ABCDEF".utf8)
        let text = bytes.flatMap { byte in
            plain.contains(byte)
                ? [byte] : [37, digits[Int(byte >> 4)], digits[Int(byte & 15)]]
        }
        return String(decoding: text, as: UTF8.self)
    }

    /// What goes into the arguments; none of it is secret.
    func options(for version: ResticVersion) throws(EngineError) -> [SystemString] {
        switch location {
        case .s3(let place):
            return ["-o", place.isVirtualHost ? "s3.bucket-lookup=dns" : "s3.bucket-lookup=path"]
        case .sftp:
            guard let keyFile else { return [] }
            guard version.takesSFTPArguments else {
                throw EngineError(
                    .local,
                    "restic \(version) cannot be told of the key \(keyFile): name it in the SSH "
                        + "configuration, or install restic 0.16 or later")
            }
            guard keyFile.string.bytes.allSatisfy({ $0 != 39 && $0 != 34 && $0 != 92 }) else {
                throw EngineError(
                    .local, "restic cannot be told of a key file with quotes in its name")
            }
            return ["-o", SystemString("sftp.args=-i '\(keyFile)'")]
        default: return []
        }
    }

    /// What may be shown and logged, whatever restic repeats.
    func withoutSecrets(_ text: String) -> String {
        var text = text
        for secret in secrets where !secret.isEmpty {
            let plain = String(decoding: secret.bytes, as: UTF8.self)
            for shape in [plain, Self.encoded(secret.bytes)] {
                text = text.replacing(shape, with: "‹redacted›")
            }
        }
        return text
    }
}

extension Secret {
    fileprivate var bytes: [UInt8] { withBytes { [UInt8](copying: $0) } }
}
