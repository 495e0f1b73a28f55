import Testing

@testable import JSON

private struct Folder: Equatable {
    let path: String
    static let schema = Schema<Folder>.object(
        "Folder", "A folder.", Field("path", \.path, .text(1...64)), make: Folder.init)
}

private struct Bucket: Equatable {
    let name: String
    let region: String?
    static let schema = Schema<Bucket>.object(
        "Bucket", "A bucket.", Field("name", \.name, .text(1...64)),
        Field(optional: "region", \.region, .text(1...64)), make: Bucket.init)
}

private enum Location: Equatable {
    case folder(Folder)
    case bucket(Bucket)

    static let schema = Schema<Location>.union(
        "Location", "Where a vault is.", by: "kind",
        [
            UnionCase("local", Folder.schema, make: Location.folder) {
                if case .folder(let part) = $0 { part } else { nil }
            },
            UnionCase("s3", Bucket.schema, make: Location.bucket) {
                if case .bucket(let part) = $0 { part } else { nil }
            },
        ])
}

@Suite struct UnionTests {
    @Test func theTagChoosesTheForm() throws {
        let values: [Location] = [
            .folder(Folder(path: "/srv")), .bucket(Bucket(name: "b", region: nil)),
        ]
        let texts = [#"{"kind":"local","path":"/srv"}"#, #"{"kind":"s3","name":"b"}"#]
        for (value, text) in zip(values, texts) {
            #expect(String(decoding: Location.schema.encode(value), as: UTF8.self) == text)
            #expect(try Location.schema.decode(Array(text.utf8)) == value)
        }
    }

    @Test(arguments: [
        (#"{"path":"/srv"}"#, "/kind required"), (#"{"kind":"ftp"}"#, "/kind not_one_of"),
        (#"{"kind":1}"#, "/kind not_one_of"),
        (#"{"kind":"s3","path":"x","name":"b"}"#, "/path unknown_field"),
        ("[]", " wrong_type"),
    ])
    func anotherTagOrAnotherFormsFieldIsRefused(text: String, violation: String) {
        let error = #expect(throws: Violations.self) {
            try Location.schema.decode(Array(text.utf8))
        }
        #expect(error?.list.map { "\($0.pointer) \($0.reason.code)" } == [violation])
    }

    @Test func theDescriptionNamesTheFormsAndTheirTag() {
        let definitions = Location.schema.shape.definitions
        #expect(definitions.keys.sorted() == ["Bucket", "Folder", "Location"])
        #expect(definitions["Bucket"]?["properties"]?["kind"]?["const"] == "s3")
        #expect(definitions["Bucket"]?["required"] == ["kind", "name"])
        #expect(
            definitions["Location"]?["discriminator"]?["mapping"]?["local"]
                == "#/components/schemas/Folder")
    }
}
