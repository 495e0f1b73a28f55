package import CommandLine
internal import Cryptography
package import Domain
package import Settings
package import Telemetry
package import Transport
package import Values

/// Everything that can be set about a hub, declared once: flags, environment variables, the
/// settings file, `config print` and the reference page follow from it.
package enum HubSettings {
    package static let tree = SettingsTree(
        prefix: "HOLDFAST", Place.self, TLS.self, StoreChoice.self, Log.self, Metrics.self,
        Workers.self, Backup.self, Vaults.self)

    /// Read when no other file is named; it need not exist.
    package static let defaultFile = "/etc/holdfast/hub.conf"

    /// Where the hub lives and listens.
    package struct Place: SettingsSection {
        /// Empty for the usual place of the user the hub runs as.
        package var dataFolder: String?
        package var addresses: [SocketAddress]
        package var allowsPlainHTTP: Bool
        package var proxies: [IPNetwork]
        package var publicURL: String?
        package var language: Language
        /// Whether the hub keeps an agent of its own machine beside itself.
        package var hasAgent: Bool

        package static let name = ""
        package static let defaults = Place(
            dataFolder: nil, addresses: [.ip(.loopback, port: 9876)], allowsPlainHTTP: false,
            proxies: [], publicURL: nil, language: .chinese,
            hasAgent: false)
        package static let settings: [Setting<Place>] = [
            Setting(
                optional: \.dataFolder, "data_dir", .folder,
                "The folder of the store and the master key (default: the user's state folder)."),
            Setting(
                list: \.addresses, "listen", .socketAddress,
                "Where to listen: 127.0.0.1:9876, [::1]:9876 or unix:/run/holdfast/hub.sock."),
            Setting(
                \.allowsPlainHTTP, "insecure_http", .boolean,
                "Serve plain HTTP beyond this machine: passwords cross the network in the clear."),
            Setting(
                list: \.proxies, "trusted_proxies", .network,
                "Addresses of reverse proxies whose X-Forwarded headers are believed."),
            Setting(
                optional: \.publicURL, "public_url", .url(schemes: ["http", "https"]),
                "The address people reach the hub at, where it is another than the first one."),
            Setting(
                \.language, "language", .choice,
                "The language for browsers that ask for neither."),
            Setting(
                \.hasAgent, "with_agent", .boolean,
                "Keep an agent of this machine beside the hub: it joins by itself, as its user."),
        ]
    }

    /// A certificate of the hub's own; read again on SIGHUP.
    package struct TLS: SettingsSection {
        package var certificate: String?
        package var key: String?

        package static let name = "tls"
        package static let defaults = TLS(certificate: nil, key: nil)
        package static let settings: [Setting<TLS>] = [
            Setting(
                optional: \.certificate, "certificate", .file,
                "The certificate chain in PEM, leaf first; the hub then serves HTTPS."),
            Setting(optional: \.key, "key", .file, "The certificate's private key in PEM."),
        ]

        package var contradiction: String? {
            (certificate == nil) == (key == nil)
                ? nil : "tls.certificate and tls.key belong together; only one is set."
        }
    }

    /// When an older database comes to the program's version.
    package enum StoreMigration: String, Sendable, CaseIterable {
        case automatic, manual
    }

    /// SQLite in the data folder, or a PostgreSQL server.
    package struct StoreChoice: SettingsSection {
        package var url: String?
        package var password: SecretReference?
        package var migration: StoreMigration

        package static let name = "store"
        package static let defaults = StoreChoice(
            url: nil, password: nil, migration: .automatic)
        package static let settings: [Setting<StoreChoice>] = [
            Setting(
                optional: \.url, "url", .url(schemes: ["postgres", "postgresql"]),
                "A PostgreSQL database to use instead of the embedded SQLite."),
            Setting(secret: \.password, "password", "The file with that database's password."),
            Setting(
                \.migration, "migration", .choice,
                "Whether a newer program brings the database to its version when it starts, or "
                    + "waits for holdfast hub migrate."),
        ]

        package var contradiction: String? {
            password != nil && url == nil
                ? "store.password_file is set, but store.url is not." : nil
        }
    }

    package struct Log: SettingsSection {
        package var level: LogLevel
        package var format: LogFormat

        package static let name = "log"
        package static let defaults = Log(level: .info, format: .text)
        package static let settings: [Setting<Log>] = [
            Setting(\.level, "level", .choice, "The least important lines that are written."),
            Setting(\.format, "format", .choice, "How lines are written."),
        ]
    }

    /// `/metrics` exists only where one of these is set; where both are, both must agree.
    package struct Metrics: SettingsSection {
        package var token: SecretReference?
        package var allowed: [IPNetwork]

        package static let name = "metrics"
        package static let defaults = Metrics(token: nil, allowed: [])
        package static let settings: [Setting<Metrics>] = [
            Setting(secret: \.token, "token", "The file with the bearer token for /metrics."),
            Setting(
                list: \.allowed, "allow", .network, "Addresses that may read /metrics."),
        ]
    }

    package struct Workers: SettingsSection {
        package var leaseSeconds: Int

        package static let name = "workers"
        package static let defaults = Workers(leaseSeconds: 90)
        package static let settings: [Setting<Workers>] = [
            Setting(
                \.leaseSeconds, "lease", .integer(in: 15...3600),
                "Seconds after which a run of a worker that says nothing is another's.")
        ]

        package var lease: Duration { .seconds(leaseSeconds) }
        /// A worker asks three times before its lease is over.
        package var heartbeat: Duration { min(.seconds(15), lease / 3) }
    }

    /// How the hub backs itself up; not at all, where no folder is named.
    package struct Backup: SettingsSection {
        package var folder: String?
        package var hours: Int
        package var keep: Int
        package var recipients: [String]
        package var passphrase: SecretReference?

        package static let name = "backup"
        package static let defaults = Backup(
            folder: nil, hours: 24, keep: 14, recipients: [], passphrase: nil)
        package static let settings: [Setting<Backup>] = [
            Setting(
                optional: \.folder, "folder", .folder,
                "Where the hub puts backups of itself: on another disk than its data."),
            Setting(
                \.hours, "hours", .integer(in: 1...720), "Hours from one backup to the next."),
            Setting(\.keep, "keep", .integer(in: 1...1000), "How many backups are kept there."),
            Setting(
                list: \.recipients, "recipients", .text,
                "Who can open the backups, as age1…; each one can."),
            Setting(
                secret: \.passphrase, "passphrase",
                "The file with a passphrase that opens the backups."),
        ]

        package var contradiction: String? {
            // Why it is none is said below: the text is not one.
            if let wrong = recipients.first(where: { (try? AgeRecipient($0)) == nil }) {
                return "backup.recipients: \(wrong) is not an age recipient (age1…)."
            }
            if !recipients.isEmpty, passphrase != nil {
                return "backup.recipients and backup.passphrase_file exclude each other."
            }
            return folder != nil && recipients.isEmpty && passphrase == nil
                ? "backup.folder needs backup.recipients or backup.passphrase_file." : nil
        }

        package var interval: Duration { .seconds(Int64(hours) * 3600) }
    }

    /// The hub's own disk, as a place for vaults.
    package struct Vaults: SettingsSection {
        package var folder: String?
        package var areOffered: Bool
        package var quota: ByteCount?
        package var perTenant: Int
        package var tenantQuota: ByteCount?

        package static let name = "vaults"
        package static let defaults = Vaults(
            folder: nil, areOffered: true, quota: nil,
            perTenant: TenantLimits.hostedVaultsDefault, tenantQuota: nil)
        package static let settings: [Setting<Vaults>] = [
            Setting(
                optional: \.folder, "folder", .folder,
                "Where vaults on the hub's own disk lie: it has to be there (default: in data_dir)."
            ),
            Setting(
                \.areOffered, "offered", .boolean,
                "Whether new vaults may lie on the hub's own disk."),
            Setting(
                optional: \.quota, "quota", .size(), "How much each of them may hold."),
            Setting(
                \.perTenant, "per_tenant", .integer(in: 0...100_000),
                "How many of them a tenant may have."),
            Setting(
                optional: \.tenantQuota, "tenant_quota", .size(),
                "How much those of one tenant may hold together."),
        ]
    }
}
