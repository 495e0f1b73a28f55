internal import Host
internal import TestSupport
internal import Values

/// The key and the config of a repository, made once by restic 0.18 and sealed again so that the
/// password opens it in two milliseconds and not in half a second: tests open repositories by the
/// thousand. Nothing else about it differs from one that `restic init` makes.
package enum LightIdentity: String, CaseIterable, Sendable {
    case one
    /// With another master key, id and chunker, for copies between repositories.
    case other

    package static let password = "hunter2 hunter2"

    /// What `config` says.
    package var id: String {
        switch self {
        case .one: "f23d04cae7f97d6a11c5b817cc9ee8075b8a64eb2b20c380fba88ec79f6d63d0"
        case .other: "19cfa07f2f495b9df3bb785fcdf16627434cb27969a46e7c4c87737b157d9d4e"
        }
    }

    package var keyName: String {
        switch self {
        case .one: "32dfe830e3bded93959364e8ad69001f178d3cde728b7783e5fd26bda246c101"
        case .other: "7e6c346d5e64859a3e295af72bec1efbdf22b9d7b4791a2b89d4c5eeea376738"
        }
    }

    /// Makes an empty repository of version 2 at a path where nothing is yet.
    package func makeRepository(at path: String) throws {
        let parent = try Folder(at: FilePath(path).parent)
        let name = try RelativePath(bytes: FilePath(path).name.bytes)
        try parent.makeFolder(name)
        let root = try parent.folder(name)
        for folder in ["data", "index", "keys", "locks", "snapshots"] {
            try root.makeFolder(RelativePath(folder))
        }
        for byte in UInt8.min...UInt8.max {
            try root.makeFolder(RelativePath("data/\(Hex.encode([byte]))"))
        }
        try writeFile(Array(key.utf8), to: "\(path)/keys/\(keyName)")
        guard let config = Base64.standard.decode(config) else {
            preconditionFailure("the config is no base 64")
        }
        try writeFile(config, to: "\(path)/config")
    }

    private var key: String {
        let (salt, data) = sealedKey
        return #"{"created":"2024-05-05T05:05:05Z","username":"tester","hostname":"fixture","#
            + #""kdf":"scrypt","N":1024,"r":8,"p":1,"salt":"\#(salt)","data":"\#(data)"}"#
    }

    private var sealedKey: (salt: String, data: String) {
        switch self {
        case .one:
            (
                "zf5RoCmKuNCr9W3yc/dMjc3hz8MA0IgK1GIWN86lu5eHmH1WsurHgMPYlhFthnmTB6PxYcrElR0JWeNZ"
                    + "8sQtxw==",
                "jnVAt7XPiVvHFhgtziNADDd4FCskFASIUKZ4jY/kFNUYqNkJKZlOzvA8XY5r5N4Fu7Sr1aXU1utLO5sk"
                    + "ld+mxtFhgy7bm/qFvq3qfb07jWD7H++thO3tmvcN27VSfZdAu44wE13zEFTwt9QMq4sl+YSYCH/p"
                    + "hZmwXMG1A0mQR14hIHol08mmrS/ZSlKYITI+UwnOZoq2k5+uj3QuHkOOaQ=="
            )
        case .other:
            (
                "WrKsMKCWjMmaGngHBS7C19j14iEQb3z6Ep/XjLzxrehT71FodAZh2RdIUnA+Ate42grpZ2AIuvw4S0ZS"
                    + "aYc4fw==",
                "jfbW5K8Pg5UchAwAIlDu0sP7/99WLUseY1jlarW8q4kyNC5Me6yo6xGJgCNReIft0C1NrcROwTSOMaAv"
                    + "90Yu9YunxMxqUt8P6BofcYCl2zZ19Ro81/gCMg9uyWTKe4fR+3ap9a2esFRRA57nEi5UqQLPmFtP"
                    + "cHqHujBWe4F4Dc02ok+TdnGVmtypJ2tpVwbH7QP0towOk4Zz0iEM7SI0DQ=="
            )
        }
    }

    private var config: String {
        switch self {
        case .one:
            "nbmO0XE3D0XAtrxoeAHNBdG6krLoQPnCiyyZ7w/NO8Acj8rmVzFJMRjv2hdKkkxR1n2O4/bj+7PHEO85ja5C"
                + "xybjtHaxbu8W6VgnHn5zHMXIkHzNlvW3fUjr8453uHfCsaqIM2V35AEBzTNhw7B4oQcHOO+MV3fdPP4G"
                + "N2JTj/K0UGGaql9PmPJ5hTWHOSSDfCZ6uai4rcivezQ="
        case .other:
            "DXCexVLxlmw4pR3SGZhzpQy9um2dNcePeM7jQww5bD4FcRIP0lr+LOPWfKrg4prb1BEuvdm7AYDuLGhEBrKs"
                + "1D/Fg7NcRElo8taPZttZF89Zs4X5iGdF4NyhcUFbZXvmIVhfDNMtJWV7enoRlMaPG6RslXH2u02MzmXM"
                + "48V7tk+dB0IeCGYvjLIB++MZbnbRikh7oocT68ComVc="
        }
    }
}
