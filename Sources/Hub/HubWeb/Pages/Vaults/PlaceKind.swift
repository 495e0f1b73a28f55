internal import Cryptography
internal import Domain

/// The kinds of places a vault may lie at, each with its fields.
enum PlaceKind: String, Sendable, CaseIterable {
    case folder, s3, sftp, webdav, rest

    var icon: String {
        switch self {
        case .folder: "folder"
        case .s3, .rest: "globe"
        case .sftp: "terminal"
        case .webdav: "disk"
        }
    }

    /// How an address of this kind begins.
    var scheme: String {
        switch self {
        case .folder: "file:"
        case .s3: "s3:"
        case .sftp: "sftp://"
        case .webdav: "dav+"
        case .rest: "rest:"
        }
    }

    var example: String {
        switch self {
        case .folder: "file:/srv/backups"
        case .s3: "s3:https://s3.eu-central-1.amazonaws.com/bucket/prefix"
        case .sftp: "sftp://me@nas:22/srv/backups"
        case .webdav: "dav+https://me@cloud.example/folder"
        case .rest: "rest:https://host:8000/repository"
        }
    }

    init(place: String) {
        self = Self.allCases.first { place.hasPrefix($0.scheme) } ?? .folder
    }

    /// The one declaration of its fields, in their order.
    func fields(_ words: VaultWords) -> [FieldSpec] {
        switch self {
        case .folder:
            [FieldSpec("place", words.folder, .code, hint: words.folderHint)]
        case .s3:
            [
                address(words), FieldSpec("access_key", words.accessKey, .code),
                FieldSpec("secret_key", words.secretKey, .secret),
            ]
        case .sftp, .webdav, .rest:
            [
                address(words),
                FieldSpec("password", words.password, .secret, isOptional: true),
            ]
        }
    }

    private func address(_ words: VaultWords) -> FieldSpec {
        FieldSpec("place", words.address, .code, hint: words.addressHint(self))
    }

    /// Which of its fields are secrets of the vault.
    var secrets: [(field: String, name: SecretName)] {
        switch self {
        case .folder: []
        case .s3: [("access_key", .accessKey), ("secret_key", .secretKey)]
        case .sftp, .webdav, .rest: [("password", .password)]
        }
    }

    /// The whole address of what was typed.
    func place(_ values: FormValues) -> String {
        let typed = String(values["place"].trimmingBlanks)
        return self == .folder && !typed.hasPrefix(scheme) ? scheme + typed : typed
    }
}
