internal import Domain
internal import HubCore

/// What a vault's form asks about each kind of place.
extension VaultWords {
    /// Where a vault lies, as people say it.
    func whereabouts(_ vault: KnownVault) -> String {
        vault.isHosted ? hubsDisk : vault.place
    }
    /// In a list to choose from.
    func summary(_ vault: KnownVault) -> String {
        "\(format(vault.format)) · \(whereabouts(vault))"
    }
    private var hubsDisk: String { say("This hub's own disk", "本中枢的磁盘") }

    func help(_ kind: PlaceKind) -> String {
        switch kind {
        case .hub:
            say(
                "On the disk of this hub, by the address that agents reach it at anyway: they add "
                    + "to it, and cannot take away what they added. Keep another copy elsewhere.",
                "位于本中枢的磁盘上，代理通过已有的中枢地址访问：只能添加，不能删除已存的内容。请在别处再存一份。")
        case .folder:
            say(
                "On a disk of one machine: quick, and gone when that machine is. Keep another "
                    + "copy elsewhere.",
                "位于一台机器的磁盘上：速度快，但机器损坏时一同丢失。请在别处再存一份。")
        case .s3:
            say(
                "A bucket at AWS, or at anybody who speaks S3. The key has to list, read, write "
                    + "and delete there.",
                "AWS 或任何兼容 S3 的服务中的存储桶。密钥须能列出、读取、写入和删除。")
        case .sftp:
            say(
                "A folder of a machine with SSH. The first key that it shows is the only one "
                    + "from then on.",
                "可用 SSH 访问的机器上的文件夹。首次出示的主机密钥此后是唯一有效的。")
        case .webdav:
            say(
                "A folder of a WebDAV server, such as Nextcloud. Many want a password made for "
                    + "programs.",
                "WebDAV 服务器（如 Nextcloud）上的文件夹。许多服务器要求使用应用专用密码。")
        case .rest:
            say(
                "A restic REST server, or `holdfast vault serve` on another machine. Archives go "
                    + "to the latter only.",
                "restic REST 服务器，或其他机器上的 `holdfast vault serve`。归档只能存入后者。")
        }
    }

    // S3
    var endpoint: String { say("Service", "服务地址") }
    var endpointHint: String {
        say(
            "As in https://s3.eu-central-1.amazonaws.com.",
            "例如 https://s3.eu-central-1.amazonaws.com。")
    }
    var bucket: String { say("Bucket", "存储桶") }
    var prefix: String { say("Prefix", "前缀") }
    var prefixHint: String {
        say("A part of the bucket, as in backups/web.", "存储桶中的一部分，例如 backups/web。")
    }
    var region: String { say("Region", "区域") }
    var regionHint: String {
        say("Where the service's name does not say it.", "服务地址未包含时填写。")
    }
    var virtualHost: String {
        say("The bucket stands in the host name (at AWS always)", "存储桶名位于主机名中（AWS 总是如此）")
    }

    // SFTP
    var host: String { say("Host", "主机") }
    var port: String { say("Port", "端口") }
    var portHint: String { say("22, where nothing is said.", "留空为 22。") }
    var user: String { say("User", "用户") }
    var serverFolderHint: String {
        say(
            "From the root, as in /srv/backups; without a slash, from the user's own folder.",
            "从根目录起，例如 /srv/backups；开头没有斜杠则从用户主目录起。")
    }

    // WebDAV and REST
    var url: String { say("Address", "地址") }
    func urlHint(_ kind: PlaceKind) -> String {
        let example =
            kind == .rest ? "https://nas:8000/repository" : "https://cloud.example/dav/backups"
        return say("As in \(example).", "例如 \(example)。")
    }
    var passwordHint: String { say("Sent together with the user.", "与用户名一同发送。") }
}
