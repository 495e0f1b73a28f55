import Testing

@testable import CommandLine

@Suite struct ParsingTests {
    @Test func everySpellingIsRead() async {
        let called = await Called.keep([
            "backup", "--vault", "home", "/etc", "--tag=a,b", "--tag", "-c", "--rate-limit=64MiB",
            "--wait=1h30m", "--format", "table", "--no-cache", "--dry-run", "-",
            "--password-file=/run/key", "--exclude-file=", "--", "--not-an-option",
        ])
        #expect(called.errors == "keep: --exclude-file: '' is empty.\n")
        #expect(called.code == .usage)
        let good = await Called.keep([
            "backup", "--vault", "home", "/etc", "--tag=a,b", "--tag", "-c", "--rate-limit=64MiB",
            "--wait=1h30m", "--format", "table", "--no-cache", "--dry-run", "-",
            "--password-file=/run/key", "--exclude-file=--odd", "--", "--not-an-option",
        ])
        #expect(
            good.output == """
                vault home (--vault)
                tags ["a,b", "-c"]
                rate 64MiB
                wait 1h30m (--wait)
                format table, cache false, dry true
                exclude --odd
                password the file /run/key
                paths ["/etc", "-", "--not-an-option"]

                """)
        #expect(good.code == .issues)
        #expect(good.errors.isEmpty)
    }

    @Test func whatIsNotGivenComesFromTheEnvironmentOrTheDefault() async {
        let env = [
            "KEEP_VAULT": "box", "KEEP_TAGS": "a, b,,c", "KEEP_CACHE": "no",
            "KEEP_PASSWORD": "geheim",
        ]
        let called = await Called.keep(["backup", "x"], env: env)
        #expect(
            called.output == """
                vault box (environment KEEP_VAULT)
                tags ["a", "b", "c"]
                rate none
                wait 1m30s (default)
                format text, cache false, dry false
                exclude none
                password the environment variable KEEP_PASSWORD
                paths ["x"]

                """)
        let flag = await Called.keep(["backup", "--vault=home", "--cache", "x"], env: env)
        #expect(flag.output.hasPrefix("vault home (--vault)\n"))
        #expect(flag.output.contains("cache true"))
    }

    @Test func anEmptyVariableCountsAsNotSet() async {
        let called = await Called.keep(["backup", "x"], env: ["KEEP_VAULT": ""])
        #expect(called.errors.hasPrefix("keep: --vault=NAME is missing.\nhint: "))
    }

    @Test(arguments: [
        ("", "no command", ""),
        ("bakup", "There is no command 'bakup' in 'keep'.", "Did you mean 'keep backup'?"),
        ("zzz", "There is no command 'zzz' in 'keep'.", "'keep --help' lists the commands."),
        ("config prnit", "There is no command 'prnit' in 'keep config'.", "'keep config print'?"),
        ("serve --prot=1", "'keep serve' has no option '--prot'.", "Did you mean --port?"),
        ("serve --no-port", "'keep serve' has no option '--no-port'.", ""),
        ("serve --hlep", "'keep serve' has no option '--hlep'.", "Did you mean --help?"),
        ("serve --port", "--port needs a value.", "Write --port=NUMBER."),
        ("serve --port --data-dir=x", "--port needs a value.", "Write --port=NUMBER."),
        ("serve --port=1 --port=2", "--port is given twice.", ""),
        ("serve --port=0", "--port: '0' is not a whole number from 1 to 65535.", ""),
        ("serve --port=9e9", "--port: '9e9' is not a whole number from 1 to 65535.", ""),
        ("serve x", "There is no command 'x' in 'keep serve'.", ""),
        ("serve --port=1 check", "'keep serve' takes no argument 'check'.", "keep serve check"),
        ("serve -p 1", "'-p' is no option", "arguments that begin with a dash"),
        ("serve -h", "'-h' is no option", "Did you mean --help?"),
        ("serve check deep quick", "'keep serve check' takes no argument 'quick'.", "--help"),
        ("serve check depe", "HOW: 'depe' is none of quick, deep (did you mean deep?).", ""),
        ("backup --vault=x", "PATH is missing.", ""),
        ("backup x", "--vault=NAME is missing.", "The environment variable KEEP_VAULT does as"),
        ("backup --dry-run=yes", "--dry-run takes no value.", "Write --dry-run."),
        ("backup --no-cache=1", "--no-cache takes no value.", "Write --cache or --no-cache."),
        ("backup --no-dry-run", "'keep backup' has no option '--no-dry-run'.", "--dry-run?"),
        ("backup --cache --no-cache", "--cache is given twice.", ""),
        ("backup --password=x", "--password is not taken as an argument", "--password-file=PATH"),
        ("backup --password x", "--password is not taken as an argument", "KEEP_PASSWORD"),
        ("backup --wait=5", "--wait: '5' is not a duration such as 30s, 5m or 1h30m.", ""),
        ("backup --wait=9999d", "--wait: '9999d' is not within 0s and 366d.", ""),
        ("backup --rate-limit=5M", "--rate-limit: '5M' is not a size such as 512KiB", ""),
        ("backup --=x", "'keep backup' has no option '--'.", ""),
    ])
    func whatCannotBeObeyedGetsASentence(line: String, message: String, hint: String) async {
        let called = await Called.keep(line.split(separator: " ").map(String.init))
        #expect(called.code == .usage)
        #expect(called.output.isEmpty)
        guard !line.isEmpty else {
            #expect(called.errors.contains("Commands:\n  backup"))
            return
        }
        let lines = called.errors.split(separator: "\n")
        #expect(lines[0].hasPrefix("keep: \(message)"))
        #expect(lines.count <= 2)
        if !hint.isEmpty { #expect(lines.last?.contains(hint) == true) }
    }

    @Test func aSecretOnTheCommandLineIsNotRepeated() async {
        let called = await Called.keep(["backup", "--password=geheim"])
        #expect(!called.errors.contains("geheim"))
    }

    @Test func badEnvironmentNamesItsVariable() async {
        let called = await Called.keep(["backup", "x"], env: ["KEEP_CACHE": "perhaps"])
        #expect(called.errors == "keep: KEEP_CACHE: 'perhaps' is neither true nor false.\n")
    }

    @Test func hostileInputIsShownHarmlessly() async {
        let called = await Called.keep(["serve", "--port=\u{1B}[2J\n\u{202E}" + "9".repeated(200)])
        #expect(called.errors.hasPrefix(#"keep: --port: '\u{1b}[2J\u{a}\u{202e}999"#))
        #expect(called.errors.contains("9…' is not"))
        #expect(called.errors.utf8.count < 200)
    }

    @Test(arguments: [
        (["serve", "check"], ExitCode.damaged, "keep: The store is damaged.\nhint: Restore it.\n"),
        (["serve", "check", "quick"], .cancelled, "keep: Interrupted.\n"),
        (["serve", "check", "deep"], .unavailable, "keep: Known as Broken().\n"),
    ])
    func errorsBecomeSentencesAndExitCodes(
        arguments: [String], code: ExitCode, text: String
    ) async {
        let called = await Called.keep(arguments)
        #expect(called == Called(code: code, output: "", errors: text))
    }

    @Test func errorsAreJSONWhereJSONIsAskedFor() async {
        let called = await Called.keep(["backup", "--json", "--vault=\"v\"", "--tga=1"])
        #expect(
            called.errors == """
                {"error":{"kind":"usage","message":"'keep backup' has no option '--tga'.",\
                "exit_code":2,"hint":"Did you mean --tag?"}}

                """)
        let not = await Called.keep(["backup", "--", "--json"])
        #expect(not.errors.hasPrefix("keep: "))
    }

    @Test func versionIsPrinted() async {
        let called = await Called.keep(["--version"])
        #expect(called == Called(code: .success, output: "keep 1.2.3 (abc)\n", errors: ""))
        let below = await Called.keep(["serve", "--version"])
        #expect(below.code == .usage)
    }

    @Test func exitCodesAreDistinctAndExplained() {
        #expect(Set(ExitCode.allCases.map(\.meaning)).count == ExitCode.allCases.count)
        #expect(ExitCode.allCases.map(\.rawValue) == Array(0...12) + [130])
    }

    @Test(arguments: [
        ("port", "port", 0), ("prot", "port", 1), ("por", "port", 1), ("ports", "port", 1),
        ("a", "", 1), ("kitten", "sitting", 3), ("abc", "cba", 2),
    ])
    func typingDistanceCountsSlips(a: String, b: String, distance: Int) {
        #expect(typingDistance(a, b) == distance)
    }
}

extension String {
    func repeated(_ count: Int) -> String { String(repeating: self, count: count) }
}
