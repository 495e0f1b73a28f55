import Domain
import Testing

@testable import HubWeb

/// The addresses of places as forms ask about them.
@Suite struct PlaceFormTests {
    @Test(arguments: [
        "file:/srv/backups", "s3:https://s3.eu-central-1.amazonaws.com/bucket/a/b",
        "s3:https://minio.lan:9000/bucket?region=home&style=virtual",
        "sftp://me@nas:2222/srv/a%20b", "sftp://me@nas/~/backups", "sftp://me@nas:22/srv",
        "dav+https://me@cloud.example/remote.php/dav", "dav+http://cloud.example/x",
        "rest:https://host:8000/repository",
    ])
    func anAddressIsTakenApartAndPutTogetherAgain(place: String) {
        let kind = PlaceKind(place: place)
        let values = FormValues(kind.values(of: place))
        #expect(kind.place(values) == place)
        #expect(kind.place(values, instead: place) == place)
    }

    @Test func whatPeopleTypeBecomesAnAddress() {
        let typed: [(PlaceKind, [String: String], String)] = [
            (.folder, ["place": " /srv/x "], "file:/srv/x"),
            (.s3, ["endpoint": "s3.example.com/", "bucket": "b"], "s3:https://s3.example.com/b"),
            (
                .sftp, ["host": "nas", "user": "me", "folder": "备份"],
                "sftp://me@nas/~/%E5%A4%87%E4%BB%BD"
            ),
            (.webdav, ["url": "cloud.example/x", "user": "me"], "dav+https://me@cloud.example/x"),
            (.rest, ["url": "rest:http://nas/x"], "rest:http://nas/x"),
        ]
        for (kind, values, place) in typed {
            #expect(kind.place(FormValues(values)) == place)
        }
    }

    @Test func whatWasNotTouchedStaysToTheLetter() {
        let old = "s3:https://S3.Example.com/bucket/?style=path"
        var values = FormValues(PlaceKind.s3.values(of: old))
        #expect(PlaceKind.s3.place(values, instead: old) == old)
        values["prefix"] = "new"
        #expect(PlaceKind.s3.place(values, instead: old) == "s3:https://s3.example.com/bucket/new")
    }

    /// Each field has a label and each kind of place its help, in both languages.
    @Test(arguments: Language.allCases) func everyKindSaysWhatItAsks(language: Language) {
        let words = VaultWords(language: language)
        for kind in PlaceKind.allCases {
            let fields = kind.fields(words)
            #expect(Set(fields.map(\.title)).count == fields.count, "\(kind)")
            let isAsked = kind == .hub || fields.contains { $0.name == kind.addressField }
            #expect(isAsked, "\(kind)")
            #expect(!words.help(kind).isEmpty)
        }
    }
}
