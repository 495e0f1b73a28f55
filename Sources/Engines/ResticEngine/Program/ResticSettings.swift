package import Host
package import Values

/// How restic is run.
package struct ResticSettings: Sendable {
    /// Where it may keep its cache: a folder of its own, which nobody else's restic uses. It is
    /// made when it is missing.
    package var cacheFolder: FilePath
    /// What it may see of our environment besides what we tell it: the variables of `inherited`.
    package var environment: [SystemString: SystemString]
    /// Bytes in a second, each way; nil for as fast as it goes.
    package var uploadLimit: ByteCount?
    package var downloadLimit: ByteCount?
    /// How long it may say nothing at all. It is told to report each second, so that a silence is
    /// one of the place, or of the disk.
    package var silenceMax = Duration.seconds(3600)
    /// How long it has, once it was asked to stop, to take back its lock.
    package var stopPatience = Duration.seconds(15)

    package init(cacheFolder: FilePath, environment: [SystemString: SystemString]) {
        self.cacheFolder = cacheFolder
        self.environment = environment.filter { Self.inherited.contains($0.key) }
    }

    /// What ssh, proxies, certificates and time zones need. Nothing that could say another
    /// repository or password than ours.
    package static let inherited: Set<SystemString> = [
        "PATH", "HOME", "USER", "LOGNAME", "LANG", "LC_ALL", "TMPDIR", "TZ", "SSH_AUTH_SOCK",
        "HTTP_PROXY", "HTTPS_PROXY", "NO_PROXY", "http_proxy", "https_proxy", "no_proxy",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]
}
