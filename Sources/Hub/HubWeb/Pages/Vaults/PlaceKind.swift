internal import Cryptography
internal import Domain
internal import HubCore

/// The kinds of places a vault may lie at, each with its fields.
enum PlaceKind: String, Sendable, CaseIterable {
    case hub, folder, s3, sftp, webdav, rest

    var icon: String {
        switch self {
        case .folder: "folder"
        case .s3, .rest: "globe"
        case .sftp: "terminal"
        case .hub, .webdav: "disk"
        }
    }

    /// How an address of this kind begins.
    var scheme: String {
        switch self {
        case .hub: KnownVault.hosting
        case .folder: "file:"
        case .s3: "s3:"
        case .sftp: "sftp://"
        case .webdav: "dav+"
        case .rest: "rest:"
        }
    }

    init(place: String) {
        self = Self.allCases.first { place.hasPrefix($0.scheme) } ?? .folder
    }

    /// The one declaration of its fields, in their order.
    func fields(_ words: VaultWords) -> [FieldSpec] {
        switch self {
        case .hub: []
        case .folder:
            [FieldSpec("place", words.folder, .code, hint: words.folderHint)]
        case .s3:
            [
                FieldSpec("endpoint", words.endpoint, .code, hint: words.endpointHint),
                FieldSpec("bucket", words.bucket, .code),
                FieldSpec(
                    "prefix", words.prefix, .code, hint: words.prefixHint, isOptional: true),
                FieldSpec(
                    "region", words.region, .code, hint: words.regionHint, isOptional: true),
                FieldSpec("virtual_host", words.virtualHost, .toggle),
                FieldSpec("access_key", words.accessKey, .code),
                FieldSpec("secret_key", words.secretKey, .secret),
            ]
        case .sftp:
            [
                FieldSpec("host", words.host, .code),
                FieldSpec("port", words.port, .number, hint: words.portHint, isOptional: true),
                FieldSpec("user", words.user, .code),
                FieldSpec("folder", words.folder, .code, hint: words.serverFolderHint),
                FieldSpec("password", words.password, .secret),
            ]
        case .webdav, .rest:
            [
                FieldSpec("url", words.url, .code, hint: words.urlHint(self)),
                FieldSpec("user", words.user, .code, isOptional: true),
                FieldSpec(
                    "password", words.password, .secret, hint: words.passwordHint,
                    isOptional: true),
            ]
        }
    }

    /// What may be other for those who delete, where the place tells people apart.
    func deletingFields(_ words: VaultWords) -> [FieldSpec] {
        switch self {
        case .hub, .folder: []
        case .s3:
            [
                FieldSpec("deleting_access_key", words.accessKey, .code, isOptional: true),
                FieldSpec("deleting_secret_key", words.secretKey, .secret, isOptional: true),
            ]
        case .sftp, .webdav, .rest:
            [
                FieldSpec(
                    "deleting_user", words.user, .code, hint: words.deletingUserHint,
                    isOptional: true),
                FieldSpec("deleting_password", words.password, .secret, isOptional: true),
            ]
        }
    }

    /// Where what is wrong with the address as a whole is said.
    var addressField: String {
        switch self {
        case .hub: "name"
        case .folder: "place"
        case .s3: "endpoint"
        case .sftp: "host"
        case .webdav, .rest: "url"
        }
    }

    /// Which of its fields are secrets of the vault.
    var secrets: [(field: String, name: SecretName)] {
        switch self {
        case .hub, .folder: []
        case .s3: [("access_key", .accessKey), ("secret_key", .secretKey)]
        case .sftp, .webdav, .rest: [("password", .password)]
        }
    }

    /// And which are the credential of those who delete.
    var deletingSecrets: [(field: String, name: SecretName)] {
        switch self {
        case .hub, .folder: []
        case .s3: [("deleting_access_key", .accessKey), ("deleting_secret_key", .secretKey)]
        case .sftp, .webdav, .rest:
            [("deleting_user", .accessKey), ("deleting_password", .password)]
        }
    }
}
