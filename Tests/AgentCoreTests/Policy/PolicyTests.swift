import AgentProtocol
import Domain
import Host
import TestSupport
import Testing
import Values

@testable import AgentCore

/// The local policy: what its file says, and what it lets through.
@Suite(.timeLimit(.minutes(5))) struct PolicyTests {
    @Test func whatIsWrittenIsReadBack() throws {
        var policy = LocalPolicy()
        #expect(try LocalPolicy(parsing: Array(policy.text.utf8)) == policy)
        policy.readable = ["/srv", "/with \"quotes\" and \\"]
        policy.restorable = ["/"]
        policy.vaultFolders = ["/mnt"]
        policy.places = ["s3:https://x/y"]
        policy.hooks = .exactly(["a\nb", "systemctl stop web"])
        #expect(try LocalPolicy(parsing: Array(policy.text.utf8)) == policy)
        policy.hooks = .any
        policy.readableServers = ["root@web1:22", "*"].compactMap { ServerRule($0) }
        policy.restorableServers = ["[::1]:2222"].compactMap { ServerRule($0) }
        #expect(try LocalPolicy(parsing: Array(policy.text.utf8)) == policy)
    }

    @Test(arguments: [
        ("*", true), ("web1", true), ("WEB1", true), ("root@web1", true), ("root@web1:2222", true),
        ("web1:2222", true), ("web1:22", false), ("me@web1", false), ("web", false),
        ("web1.example", false), ("[web1]:2222", true),
    ])
    func aServerIsTheOneThatTheRuleNames(rule: String, isAllowed: Bool) {
        let server = SFTPConfiguration(
            host: "web1", port: 2222, user: "root", files: FilesConfiguration(paths: ["/srv"]))
        var policy = LocalPolicy()
        policy.readableServers = [rule].compactMap { ServerRule($0) }
        #expect((policy.refusal(toRead: server) == nil) == isAllowed)
        #expect(policy.readableServers.count == 1)
    }

    @Test(arguments: ["", "@web1", "web1:", "web1:0", "web1:x", "root@", "[::1", "a b", "web1/x"])
    func whatNamesNoServerIsNoRule(rule: String) {
        #expect(ServerRule(rule) == nil)
    }

    @Test(arguments: [
        "write = [\"/\"]", "read = \"/\"", "read = [\"srv\"]", "read = [\"/srv/../etc\"]",
        "[section]\nread = []", "read = [\"/srv\"", "read = []\nread = []",
    ])
    func whatIsNotPlainIsRefused(text: String) {
        #expect(throws: PolicyError.self) { try LocalPolicy(parsing: Array(text.utf8)) }
    }

    @Test(arguments: [
        ("/srv", true), ("/srv/", true), ("/srv/www", true), ("//srv//www", true),
        ("/srvx", false), ("/", false), ("/srv/../etc", false), ("/srv/./x", false),
        ("srv", false), ("", false), ("/srv/\0", false),
    ])
    func aPathIsInAFolderByWholeNames(path: String, isIn: Bool) {
        #expect(LocalPolicy().allows(path, in: ["/srv"]) == isIn)
        #expect(LocalPolicy().allows(path, in: ["/srv/"]) == isIn)
    }

    /// A file whose name is no text is told by its bytes: those are what is judged.
    @Test(arguments: [
        (Array("srv/caf\u{e9}".utf8), true), ([115, 114, 118, 47, 0xe9], true),
        ([101, 116, 99, 47, 0xe9], false), (Array("srv/../etc/".utf8) + [0xe9], false),
        (Array("srvx/".utf8) + [0xe9], false), (Array("~srv".utf8), false),
    ])
    func aPathThatIsNoTextIsJudgedByItsBytes(bytes: [UInt8], isAllowed: Bool) {
        var policy = LocalPolicy()
        policy.restorable = ["/srv"]
        let order = RunOrder(
            attempt: RunAttempt(run: ID(UUID(high: 1, low: 2)), attempt: 1, fence: 1),
            kind: .restore, vaults: [], snapshot: "abc", destination: .inPlace,
            paths: [SnapshotPath.text(of: bytes)])
        #expect((policy.refusal(of: order) == nil) == isAllowed)
    }

    @Test(arguments: [
        ("s3:https://s3.example.com/bucket/a", true), ("s3:https://s3.example.com/bucket", true),
        ("s3:https://s3.example.com/buckets", false), ("s3:https://evil.example/bucket", false),
        ("file:/mnt/disk", true), ("FILE:/mnt/disk", true), ("file:/etc", false),
        ("file:/mnt/../etc", false), ("/mnt/disk", false), ("nonsense", false),
    ])
    func aVaultIsWhereItMayBe(place: String, isAllowed: Bool) {
        var policy = LocalPolicy()
        policy.vaultFolders = ["/mnt"]
        policy.places = ["s3:https://s3.example.com/bucket"]
        #expect((policy.refusal(ofPlace: place) == nil) == isAllowed)
    }

    /// What is asked for, what is allowed, and what a refusal says about it.
    @Test(arguments: [
        ("", "nothing"), ("read = ['/srv', '/home']", "/srv, /home"),
        (
            "read = ['/1', '/2', '/3', '/4', '/5', '/6', '/7']",
            "/1, /2, /3, /4, /5 and 2 more"
        ),
    ])
    func aRefusalSaysWhatIsAllowedAndWhere(text: String, doors: String) async throws {
        try await withScratchFolder { scratch in
            try await blocking {
                let file = FilePath("\(scratch)/policy.toml")
                let bytes = Array(text.replacing("'", with: "\"").utf8)
                try DurableFile.replace(file, with: bytes)
                let book = PolicyBook(at: file)
                let probe = ConfiguredSource.probe(.files(FilesConfiguration(paths: ["/etc"])))
                let end =
                    "It allows \(doors); on that machine, the line read of \(file) "
                    + "can allow it."
                #expect(
                    book.refusal { $0.refusal(of: probe) }?.message
                        == "The local policy forbids to read /etc. \(end)")
                let looked = #expect(throws: PolicyRefusal.self) {
                    _ = try book.openForLooking("/etc")
                }
                // Whoever shows folders reads the same of it.
                let named = looked.flatMap { PolicyDoors(of: $0.failure) }.map { told in
                    told.told.joined(separator: ", ")
                        + (told.more > 0 ? " and \(told.more) more" : "")
                }
                #expect(named ?? "nothing" == doors)
                #expect(
                    looked?.failure.message == "The local policy forbids to look at /etc. \(end)")
            }
        }
    }

    @Test func aRefusedHookDoesNotTellTheOthers() {
        var policy = LocalPolicy()
        policy.hooks = .exactly(["mysqldump --password=hunter2"])
        let message = policy.refusal(ofHook: "id")?.message ?? ""
        #expect(message.contains("1, word for word") && !message.contains("hunter2"))
    }

    @Test func hooksAreAllowedWordForWord() {
        var policy = LocalPolicy()
        policy.hooks = .exactly(["systemctl stop web"])
        #expect(policy.refusal(ofHook: "systemctl stop web") == nil)
        #expect(policy.refusal(ofHook: "systemctl stop web; id")?.code == "policy")
        #expect(policy.refusal(ofHook: "systemctl  stop web")?.code == "policy")
    }

    @Test func linksAreFollowedOnlyWhereEverythingMayBeRead() {
        var files = FilesConfiguration(paths: ["/srv"])
        files.links = .follow
        let followed = ConfiguredSource.probe(.files(files))
        var policy = LocalPolicy()
        policy.readable = ["/srv"]
        #expect(policy.refusal(of: followed)?.code == "policy")
        policy.readable = ["/"]
        #expect(policy.refusal(of: followed) == nil)
    }

    @Test(arguments: ["chmod 666", "chmod 620", "rm -f", "rm -f; mkdir"])
    func aFileThatOthersMayWriteAllowsNothing(command: String) async throws {
        try await withScratchFolder { scratch in
            let path = "\(scratch)/policy.toml"
            try await blocking {
                try DurableFile.replace(FilePath(path), with: Array("read = [\"/\"]\n".utf8))
                #expect(try LocalPolicy(at: FilePath(path)).readable == ["/"])
                let parts = command.split(separator: ";")
                for part in parts { _ = try shell("\(part) \(path)") }
                if command == "rm -f" {
                    #expect(try LocalPolicy(at: FilePath(path)).text == LocalPolicy().text)
                } else {
                    #expect(throws: PolicyError.self) { try LocalPolicy(at: FilePath(path)) }
                    #expect(
                        PolicyBook(at: FilePath(path)).refusal { _ in nil }?.code == "policy")
                }
            }
        }
    }

    @Test func aPathIsOpenedWithoutFollowingLinks() async throws {
        try await withScratchFolder { scratch in
            try await blocking {
                _ = try shell(
                    "cd \(scratch) && mkdir in out && ln -s ../out in/link && "
                        + "printf 'read = [\"\(scratch)/in\"]\\nrestore = [\"\(scratch)/in\"]\\n' "
                        + "> policy.toml")
                let book = PolicyBook(at: FilePath("\(scratch)/policy.toml"))
                _ = try book.openForLooking("\(scratch)/in")
                for path in ["in/link", "in/link/x", "out", "in/../out"] {
                    #expect(throws: PolicyRefusal.self) {
                        _ = try book.openForLooking("\(scratch)/\(path)")
                    }
                    #expect(throws: PolicyRefusal.self) {
                        _ = try book.openForRestoring("\(scratch)/\(path)")
                    }
                    #expect(throws: PolicyRefusal.self) {
                        _ = try book.findForRestoring("\(scratch)/\(path)")
                    }
                }
                let (found, missing) = try book.findForRestoring("\(scratch)/in/a/b")
                #expect(found.path == FilePath("\(scratch)/in") && "\(missing ?? "")" == "a")
                #expect(try shell("ls -A \(scratch)/in").output == "link\n", "nothing is made")
                _ = try book.openForRestoring("\(scratch)/in/a/b")
                #expect(try book.findForRestoring("\(scratch)/in/a/b").missing == nil)
                #expect(try shell("ls -d \(scratch)/in/a/b").status == 0)
                #expect(try shell("ls -A \(scratch)/out").output.isEmpty)
            }
        }
    }
}
