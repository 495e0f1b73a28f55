import Testing
import VaultLocation

@Suite struct VaultLocationTests {
    @Test func foldersArePathsFromTheRoot() throws {
        for text in ["file:/srv/backups", "file:///srv/backups", "FILE:/srv//backups/"] {
            let location = try VaultLocation(text)
            #expect(location == .folder(path: "/srv/backups"))
            #expect(location.description == "file:/srv/backups")
        }
        #expect(try VaultLocation("file:/a b/ü") == .folder(path: "/a b/ü"))
    }

    @Test func webAddressesLoseTheirUserAndTheirLastSlash() throws {
        #expect(
            try VaultLocation("dav+https://Cloud.Example:8443/remote.php/dav/a%20b/")
                == .webDAV(url: "https://cloud.example:8443/remote.php/dav/a%20b", user: nil))
        let named = try VaultLocation("dav+https://me@cloud.example/x")
        #expect(named == .webDAV(url: "https://cloud.example/x", user: "me"))
        #expect(named.description == "dav+https://me@cloud.example/x")
        #expect(
            try VaultLocation("rest:http://[::1]:8000/repo")
                == .rest(url: "http://[::1]:8000/repo", user: nil))
    }

    @Test func bucketsHaveAStyleAndARegion() throws {
        guard case .s3(let own) = try VaultLocation("s3:https://minio.example:9000/b/c/d?region=x"),
            case .s3(let aws) = try VaultLocation("s3:https://s3.eu-central-1.amazonaws.com/b"),
            case .s3(let old) = try VaultLocation("s3:https://s3.amazonaws.com/b?style=path")
        else {
            Issue.record("these are buckets")
            return
        }
        #expect(own.endpoint == "https://minio.example:9000" && own.bucket == "b")
        #expect(own.prefix == "c/d" && !own.isVirtualHost && own.region == "x")
        #expect(aws.prefix.isEmpty && aws.isVirtualHost && aws.region == "eu-central-1")
        #expect(!old.isVirtualHost && old.region == nil)
    }

    @Test func machinesOverSSHHaveAUserAPortAndAFolder() throws {
        guard case .sftp(let whole) = try VaultLocation("sftp://me@host.example:2222/srv/a%20b"),
            case .sftp(let own) = try VaultLocation("sftp://host/~/backups")
        else {
            Issue.record("these are machines")
            return
        }
        #expect(whole.user == "me" && whole.host == "host.example" && whole.port == 2222)
        #expect(whole.path == "/srv/a b")
        #expect(own.user == nil && own.port == nil && own.path == "backups")
    }

    @Test(arguments: [
        "file:/srv", "dav+https://h/x", "dav+http://u@h:1/x", "s3:https://h/b/p",
        "s3:https://h/b?region=r&style=virtual", "s3:https://s3.eu-west-1.amazonaws.com/b",
        "s3:https://s3.eu-west-1.amazonaws.com/b?style=path", "rest:https://h/r", "rest:https://h",
        "sftp://u@h:22/x", "sftp://[fe80::1]/~/x",
    ])
    func whatIsWrittenReadsTheSame(text: String) throws {
        let location = try VaultLocation(text)
        #expect(location.description == text)
        #expect(try VaultLocation(location.description) == location)
    }

    @Test(arguments: [
        "dav+https://me:hunter2@h/x", "rest:https://me:hunter2@h/x", "sftp://me:hunter2@h/x",
        "s3:https://KEY:hunter2@h/b", "dav+https://:hunter2@h/x",
    ])
    func passwordsAreRefusedWithTheirProperPlace(text: String) {
        let error = #expect(throws: VaultLocationError.self) { try VaultLocation(text) }
        #expect(error?.message.contains("environment or a file") == true)
        #expect(error?.message.contains("hunter2") == false)
    }

    @Test(arguments: [
        "", ":", "x", "/srv", "srv", "http://h/x", "https://h/x", "ftp://h/x", "file:", "file:srv",
        "file://host/srv", "file:/a/../b", "file:/a\u{0}", "dav+https:", "dav+https://",
        "dav+https:/h/x", "dav+https:///x", "dav+https://h/../x", "dav+https://h/%2e%2E/x",
        "dav+https://h/a%2Fb", "dav+https://h/a%zz", "dav+https://h/a%4", "dav+https://h/a b",
        "dav+https://h/x#y", "dav+https://h/x?y", "dav+https://a@b@h/x", "dav+https://h:0/x",
        "dav+https://h:70000/x", "dav+https://h:+1/x", "dav+https://h:/x", "dav+https://-h/x",
        "dav+https://[::1/x", "dav+https://[]/x", "dav+https://h\\@x/", "rest:h/x",
        "rest:ftp://h/x",
        "s3:https://h", "s3:https://h/", "s3:https://key@h/b", "s3:https://h/b?x=y",
        "s3:https://h/b?style=other", "s3:https://h/b%20c", "sftp://", "sftp://h", "sftp://h/",
        "sftp:h/x", "sftp://h/%ff", "dav+https://h/ü",
    ])
    func whatIsNoAddressIsRefused(text: String) {
        #expect(throws: VaultLocationError.self) { try VaultLocation(text) }
    }

    @Test func openLinesAreKnown() throws {
        #expect(try VaultLocation("dav+http://h/x").isReadableOnTheWay)
        #expect(try VaultLocation("s3:http://h/b").isReadableOnTheWay)
        #expect(try !VaultLocation("rest:https://h/x").isReadableOnTheWay)
        #expect(try !VaultLocation("sftp://h/x").isReadableOnTheWay)
    }
}
