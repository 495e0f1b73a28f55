internal import Cryptography
package import JSON
internal import RESTProtocol
internal import Values

extension VaultClient: JSONCoded {
    package static let schema = Schema<VaultClient>.object(
        "VaultClient", "Somebody who may come.",
        Field("name", \.name, .clientName),
        Field("path", \.path, .vaultPath),
        Field("right", \.right, .choice),
        Field(
            optional: "quota", \.quota,
            .converted(.integer(0...Int64.max), { ByteCount($0) }, back: \.bytes)),
        Field(optional: "expires", \.expires, .timestamp),
        Field(
            "secretSHA256", \.digest,
            .string(
                format: nil, expected: "64 hexadecimal digits",
                parse: { SHA256Digest(hex: $0) }, print: \.description)),
        make: { VaultClient(name: $0, path: $1, right: $2, quota: $3, expires: $4, digest: $5) })
}

extension Schema<String> {
    fileprivate static let clientName = Schema.string(
        format: nil, expected: "letters, digits, dots, dashes and underscores",
        parse: { VaultClient.isName($0) ? $0 : nil }, print: { $0 })
}

extension Schema<VaultPath> {
    fileprivate static let vaultPath = Schema.converted(
        .text(1...VaultPath.lengthMax), { try VaultPath($0) }, back: \.description)
}
