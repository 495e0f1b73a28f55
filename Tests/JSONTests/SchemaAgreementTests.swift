import TestSupport
import Testing

@testable import JSON

/// The description of a type and the code that reads it are one declaration; a validator of JSON
/// Schema has to come to the same verdict from the one as we from the other.
@Suite struct SchemaAgreementTests {
    private static let validator = """
        from json import load
        from sys import stdin
        from jsonschema import Draft202012Validator
        schema, documents = load(stdin)
        Draft202012Validator.check_schema(schema)
        validator = Draft202012Validator(schema)
        for document in documents: print('yes' if validator.is_valid(document) else 'no')
        """

    @Test(.timeLimit(.minutes(10)))
    func mutatedDocumentsAreJudgedAlike() async throws {
        var maker = InstanceMaker()
        let documents = (0..<4000).map { _ in maker.instance() }
        let shape = Source.schema.shape
        var definitions = JSONObject()
        for (name, definition) in shape.definitions { definitions[name] = definition }
        let schema: JSON = [
            "$ref": shape.document["$ref"] ?? .null,
            "components": ["schemas": .object(definitions)],
        ]
        let input = JSON.array([schema, .array(documents)]).bytes()
        let verdicts = try await runPython(Self.validator, input: input).split(separator: "\n")
        try #require(verdicts.count == documents.count)
        var accepted = 0
        for (document, verdict) in zip(documents, verdicts) {
            var isAccepted = true
            do {
                _ = try Source.schema.decode(document)
                accepted += 1
            } catch {
                isAccepted = false
            }
            #expect(isAccepted == (verdict == "yes"), "seed \(maker.seed): \(document)")
        }
        #expect(accepted > 400 && accepted < 3600, "\(accepted) accepted, seed \(maker.seed)")
    }
}

/// Makes sources that are right, and spoils some of their members. Formats that JSON Schema only
/// notes (date-time, uuid, base 64) are left right: a validator does not judge them. Neither does
/// a text end in a line end, before which Python's `$` matches and that of the standard does not.
private struct InstanceMaker {
    private var random = SeededGenerator()
    var seed: UInt64 { random.seed }

    private static let members: [String: [JSON]] = [
        "id": ["019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d", nil, 5],
        "name": ["etc-1", "a", "", "-a", "a--b", "A", "toolong-name", "a\nb", 1, nil],
        "password": [
            "longenough", "short", "waytoolongforthisfield", "tab\tinside", [], "12345678\u{7f}",
        ],
        "note": [nil, "", "a\nb", "漢字漢字漢", "漢字漢字漢字", "\u{1}", 1],
        "share": [0, 1, 0.25, 1.0, -0.1, 2, "1", .unsigned(.max), nil],
        "hooks": [
            [], [["when": "after", "command": ["x"]]], [["when": "never", "command": ["x"]]],
            [["when": "before", "command": []]], [["command": ["x"]]], [nil], [:],
            [["when": "after", "command": ["x"], "timeout_seconds": 1.0]],
            [["when": "after", "command": ["x"], "timeout_seconds": 0]],
            [["when": "after", "command": ["x"], "timeout_seconds": 1.5]],
        ],
        "labels": [
            [:], ["a": "b"], ["": "b"], ["a": "1234"], ["a": 1], ["a": "", "b": "", "c": ""],
        ],
        "key": ["", "AQ==", 1, "AQIDBAUGBwgJCgsMDQ4PEA=="],
        "created": ["2026-11-21T03:00:00Z", 5, nil],
        "unknown": [1],
    ]

    mutating func instance() -> JSON {
        var object = JSONObject()
        object["name"] = "a"
        object["password"] = "longenough"
        for _ in 0..<Int.random(in: 0...4, using: &random) {
            guard let (key, values) = Self.members.randomElement(using: &random) else { continue }
            // The first of each is right, so that half of all documents are.
            let isRight = Int.random(in: 0..<3, using: &random) > 0
            object[key] = isRight ? values.first : values.randomElement(using: &random)
        }
        if Int.random(in: 0..<20, using: &random) == 0 { object["password"] = nil }
        return .object(object)
    }
}
