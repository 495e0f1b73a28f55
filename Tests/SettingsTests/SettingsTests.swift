import CommandLine
import Synchronization
import Testing
import Values

@testable import Settings

/// The settings of a program, as the executable declares them.
struct KeepSettings: SettingsSection {
    var dataDir: String
    var listen: [String]
    var isInsecure: Bool
    var drain: Duration

    static let defaults = KeepSettings(
        dataDir: "/srv/keep", listen: ["127.0.0.1:9876"], isInsecure: false, drain: .seconds(10))
    static let name = ""
    static let settings: [Setting<KeepSettings>] = [
        Setting(\.dataDir, "data_dir", .folder, "Where data lives."),
        Setting(list: \.listen, "listen", .text.named("ADDRESS"), "Where to listen."),
        Setting(\.isInsecure, "insecure_http", .boolean, "Serve without TLS."),
        Setting(\.drain, "drain", .duration(to: .seconds(60)), "How long a stop may take."),
    ]

    var contradiction: String? {
        isInsecure && listen.isEmpty ? "insecure_http needs an address in listen." : nil
    }
}

struct StoreSettings: SettingsSection {
    enum Kind: String, CaseIterable, Sendable { case sqlite, postgres }

    var kind: Kind
    var url: String?
    var password: SecretReference?
    var cache: ByteCount
    var connections: Int

    static let defaults = StoreSettings(
        kind: .sqlite, url: nil, password: nil, cache: .mebibytes(64), connections: 4)
    static let name = "store"
    static let settings: [Setting<StoreSettings>] = [
        Setting(\.kind, "kind", .choice, "Which database."),
        Setting(optional: \.url, "url", .url(schemes: ["postgresql"]), "Its address."),
        Setting(secret: \.password, "password", "Opens it."),
        Setting(\.cache, "cache", .size(), "Memory for pages."),
        Setting(\.connections, "connections", .integer(in: 1...64), "How many at once."),
    ]
}

extension SettingsTree {
    static let keep = SettingsTree(prefix: "KEEP", KeepSettings.self, StoreSettings.self)
}

@Suite struct SettingsTests {
    static let file = """
        listen = ["[::1]:80", "10.0.0.1:80"]
        drain = "20s"

        [store]
        kind = "postgres"
        url = "postgresql://keep@db/keep"
        password_file = "/run/secrets/db"
        connections = 9
        """

    @Test func theFileWinsOverDefaultsTheEnvironmentOverTheFileAndFlagsOverBoth() async throws {
        let printed = await Printed.keep(
            ["--store-connections=11", "--listen", "a:1", "--listen", "b:2", "--insecure-http"],
            env: [
                "KEEP_STORE_CONNECTIONS": "10", "KEEP_DRAIN": "30s", "KEEP_STORE_CACHE": "1GiB",
                "KEEP_DATA_DIR": "",
            ], files: ["/etc/keep.toml": Self.file])
        #expect(printed.errors == "")
        #expect(
            printed.output == """
                data_dir = "/srv/keep"             # default
                listen = ["a:1", "b:2"]            # --listen
                insecure_http = true               # --insecure-http
                drain = "30s"                      # environment KEEP_DRAIN

                [store]
                kind = "postgres"                  # /etc/keep.toml:5
                url = "postgresql://keep@db/keep"  # /etc/keep.toml:6
                password_file = "/run/secrets/db"  # /etc/keep.toml:7
                cache = "1GiB"                     # environment KEEP_STORE_CACHE
                connections = 11                   # --store-connections

                """)
    }

    @Test func whatIsPrintedIsAFileWithTheSameSettings() async throws {
        let env = ["KEEP_LISTEN": "a, b", "KEEP_STORE_CACHE": "3000kB", "KEEP_INSECURE_HTTP": "on"]
        let first = try SettingsTree.keep.load(
            environment: .of(env), file: SettingsFile(path: "f", Array(Self.file.utf8)))
        let text = SettingsListing(first).text
        let second = try SettingsTree.keep.load(
            environment: .of([:]), file: SettingsFile(path: "g", Array(text.utf8)))
        #expect(second.entries.map(\.text) == first.entries.map(\.text))
        #expect(second[KeepSettings.self].listen == ["a", "b"])
        #expect(second[StoreSettings.self].cache == ByteCount(3_000_000))
        #expect(second[StoreSettings.self].password == .file(path: "/run/secrets/db"))
        #expect(second[StoreSettings.self].kind == .postgres)
    }

    @Test func scriptsGetOneObjectASetting() async {
        let printed = await Printed.keep(
            ["--json", "--no-insecure-http"], env: ["KEEP_STORE_PASSWORD": "geheim"])
        #expect(
            printed.output == """
                {"key":"data_dir","value":"/srv/keep","origin":"default","place":null}
                {"key":"listen","value":["127.0.0.1:9876"],"origin":"default","place":null}
                {"key":"insecure_http","value":false,"origin":"flag","place":"--no-insecure-http"}
                {"key":"drain","value":"10s","origin":"default","place":null}
                {"key":"store.kind","value":"sqlite","origin":"default","place":null}
                {"key":"store.url","value":null,"origin":"default","place":null}
                {"key":"store.password_file","value":"‹redacted›","origin":"environment",\
                "place":"KEEP_STORE_PASSWORD"}
                {"key":"store.cache","value":"64MiB","origin":"default","place":null}
                {"key":"store.connections","value":4,"origin":"default","place":null}

                """)
    }

    @Test func secretsAreNeverShown() async throws {
        let env = ["KEEP_STORE_PASSWORD": "geheim"]
        let printed = await Printed.keep([], env: env)
        #expect(printed.output.contains("# password = ‹redacted›"))
        #expect(printed.output.contains("# environment KEEP_STORE_PASSWORD"))
        let settings = try SettingsTree.keep.load(environment: .of(env))
        #expect(
            settings[StoreSettings.self].password == .environment(name: "KEEP_STORE_PASSWORD"))
        let flag = await Printed.keep(["--store-password-file=/x"], env: env)
        #expect(flag.output.contains("password_file = \"/x\""))
        let url = await Printed.keep(["--store-url=postgresql://keep:geheim@db/keep"])
        let argument = await Printed.keep(["--store-password=geheim"])
        let file = await Printed.keep([], files: ["/etc/keep.toml": "[store]\npassword = 'geheim'"])
        for printed in [printed, flag, url, argument, file] {
            #expect(!(printed.output + printed.errors).contains("geheim"))
        }
        #expect(url.code == .usage)
        #expect(argument.code == .usage)
        #expect(file.code == .configuration)
        #expect(file.errors.contains("write it into a file and set password_file."))
    }

    @Test(arguments: [
        ("lisen = []", "1: There is no setting lisen above the sections.", "Did you mean listen?"),
        ("\nkind = 'sqlite'", "2: There is no setting kind above the", "kind stands in [store]."),
        ("[stroe]", "1: There is no section [stroe].", "Did you mean [store]?"),
        (
            "[store]\nlisten = []", "2: There is no setting listen in [store].",
            "above all sections."
        ),
        ("[log]\nlevel = 'x'", "1: There is no section [log].", ""),
        ("drain = 5", "1: drain is written as text in quotes, as in drain = \"…\".", ""),
        ("listen = 'x'", "1: listen is written as a list of texts, as in listen = [\"…\"].", ""),
        ("insecure_http = 'yes'", "1: insecure_http is written as true or false, without", ""),
        ("[store]\nconnections = '4'", "2: connections is written as a whole number", ""),
        ("drain = '90s'", "1: '90s' is not within 0s and 1m.", ""),
        ("[store]\nkind = 'sqlit'", "2: 'sqlit' is none of sqlite, postgres (did you mean", ""),
        ("[store]\nurl = 'mysql://x'", "2: 'mysql://x' is not an address that begins with", ""),
        ("drain = '1s'\ndrain = '1s'", "2: drain is already set in line 1.", ""),
    ])
    func whatIsWrongInTheFileIsSaidWithItsLine(
        text: String, message: String, hint: String
    ) async {
        let printed = await Printed.keep([], files: ["/etc/keep.toml": text])
        #expect(printed.code == .configuration)
        #expect(printed.output.isEmpty)
        #expect(printed.errors.hasPrefix("keep: /etc/keep.toml:\(message)"), "\(printed.errors)")
        if !hint.isEmpty { #expect(printed.errors.hasSuffix("\(hint)\n")) }
    }

    @Test func badValuesElsewhereAreSaidWithTheirPlace() async {
        let env = await Printed.keep([], env: ["KEEP_STORE_CONNECTIONS": "0"])
        #expect(env.code == .configuration)
        #expect(
            env.errors == "keep: KEEP_STORE_CONNECTIONS: '0' is not a whole number from 1 to 64.\n")
        let flag = await Printed.keep(["--drain=x"])
        #expect(flag.code == .usage)
        let both = await Printed.keep(
            [], env: ["KEEP_STORE_PASSWORD": "a", "KEEP_STORE_PASSWORD_FILE": "b"])
        #expect(
            both.errors
                == "keep: KEEP_STORE_PASSWORD and KEEP_STORE_PASSWORD_FILE are both set.\n")
        let together = await Printed.keep(
            ["--insecure-http"], files: ["/etc/keep.toml": "listen = []"])
        #expect(together.errors == "keep: insecure_http needs an address in listen.\n")
        #expect(together.code == .configuration)
    }

    @Test func aNamedFileMustExistAndTheUsualOneNeedNot() async {
        let usual = await Printed.keep([])
        #expect(usual.code == .success)
        let named = await Printed.keep(["--config=/etc/keep.toml"])
        #expect(named.errors == "keep: The settings file /etc/keep.toml does not exist.\n")
        #expect(named.code == .configuration)
        let other = await Printed.keep(
            [], env: ["KEEP_CONFIG": "/x"], files: ["/x": "drain = '1s'"])
        #expect(other.output.contains("# /x:1"))
    }

    @Test func variablesThatAreNoSettingsAreFound() {
        let unknown = SettingsTree.keep.unknownVariables(
            in: .of([
                "KEEP_LISTNE": "x", "KEEP_STORE_PASSWORD": "x", "KEEP_LISTEN": "x", "HOME": "/",
                "KEEP_CONFIG": "x", "KEEP_ZZZZZZZZ": "",
            ]), besides: ["KEEP_CONFIG"])
        #expect(unknown.map(\.name) == ["KEEP_LISTNE", "KEEP_ZZZZZZZZ"])
        #expect(unknown.map(\.meant) == ["KEEP_LISTEN", nil])
    }

    @Test func theTemplateIsAFileOfDefaultsOnceItsCommentsAreRemoved() throws {
        let template = SettingsTemplate(.keep).text
        let plain = template.split(separator: "\n").filter { !$0.hasPrefix("# ") }
            .map { $0.hasPrefix("#") ? $0.dropFirst() : $0[...] }
            .filter { !$0.hasSuffix(" =") }.joined(separator: "\n")
        let settings = try SettingsTree.keep.load(
            environment: .of([:]), file: SettingsFile(path: "t", Array(plain.utf8)))
        let defaults = try SettingsTree.keep.load(environment: .of([:]))
        #expect(settings.entries.map(\.text) == defaults.entries.map(\.text))
        #expect(template.contains("# --store-password-file, KEEP_STORE_PASSWORD_FILE\n"))
        #expect(throws: Never.self) { try SettingsDocument(utf8: template) }
    }

    @Test func theOptionsFollowFromTheSettings() {
        #expect(Program.keep(files: [:]).faults == [])
        let help = HelpPage(Program.keep(files: [:]).root.all[1]).text
        for label in [
            "--config=PATH ", "--data-dir=PATH ", "--listen=ADDRESS...", "--[no-]insecure-http",
            "--store-kind=sqlite|postgres", "--store-password-file=PATH", "--store-url=URL",
        ] {
            #expect(help.contains(label), "\(label)")
        }
        #expect(help.contains("[default: 127.0.0.1:9876; env:"))
    }
}

extension Program {
    static func keep(files: [String: String]) -> Program {
        let options = SettingsOptions(.keep, file: "/etc/keep.toml")
        let print = ConfigPrintCommand(options) { path in files[path].map { Array($0.utf8) } }
        return Program("keep", "Keeps.", version: "1", [print])
    }
}

extension Console {
    static func of(_ environment: [String: String]) -> Console {
        Console(environment: environment, write: { _ in }, complain: { _ in })
    }
}

/// What `keep print` wrote.
struct Printed {
    let code: ExitCode
    let output: String
    let errors: String

    static func keep(
        _ arguments: [String], env: [String: String] = [:], files: [String: String] = [:]
    ) async -> Printed {
        let streams = Streams()
        let console = Console(
            environment: env,
            write: { text in streams.output.withLock { $0 += text } },
            complain: { text in streams.errors.withLock { $0 += text } })
        let code = await Program.keep(files: files).run(["print"] + arguments, on: console)
        return Printed(
            code: code, output: streams.output.withLock { $0 },
            errors: streams.errors.withLock { $0 })
    }
}

private final class Streams: Sendable {
    let output = Mutex("")
    let errors = Mutex("")
}
