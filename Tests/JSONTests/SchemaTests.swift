import Testing
import Values

@testable import JSON

struct Hook: JSONCoded, Equatable {
    enum Moment: String, CaseIterable { case before, after }

    let moment: Moment
    let command: [String]
    let timeoutSeconds: Int

    static let schema = Schema<Hook>.object(
        "Hook", "A command beside a run.",
        Field("when", \.moment, .choice),
        Field("command", \.command, .list(of: .text(1...16), 1...3)),
        Field("timeout_seconds", \.timeoutSeconds, .integer(1...3600), default: 60),
        make: Hook.init)
}

struct Secret: Equatable {
    let text: String
}

struct Source: JSONCoded, Equatable {
    let id: ID<Source>?
    let name: String
    let password: Secret
    let note: String??
    let share: Double
    let hooks: [Hook]
    let labels: [String: String]
    let key: [UInt8]
    let created: Timestamp?

    static let schema = Schema<Source>.object(
        "Source", "What to protect.",
        Field(optional: "id", \.id, .id()),
        Field("name", \.name, .text(1...8, .slug), "Unique in its tenant."),
        Field("password", \.password, .secret(.text(8...16), Secret.init)),
        Field(optional: "note", \.note, .nullable(.text(0...5, .lines))),
        Field("share", \.share, .number(0...1), default: 0.5),
        Field("hooks", \.hooks, .list(of: Hook.schema, 0...2), default: []),
        Field("labels", \.labels, .map(of: .text(0...3), 0...2), default: [:]),
        Field("key", \.key, .bytes(4), default: []),
        Field(optional: "created", \.created, .timestamp),
        make: Source.init)
}

@Suite struct SchemaTests {
    private func decode(_ text: String) throws -> Source {
        try Source.schema.decode(Array(text.utf8))
    }

    /// What is made of a list or a map may rely on every element.
    @Test func aListWithARefusedElementIsNoList() throws {
        let range = Schema<Range<Int64>>.converted(
            .list(of: .integer(0...9), 2...2), { $0[0]..<$0[1] },
            back: { [$0.lowerBound, $0.upperBound] })
        #expect(try range.decode(Array("[1,2]".utf8)) == 1..<2)
        let error = #expect(throws: Violations.self) { try range.decode(Array("[1,-2]".utf8)) }
        #expect(error?.list.map(\.pointer) == ["/1"])

        let ends = Schema<String>.converted(
            Schema<[String: String]>.map(of: .text(1...3), 1...2),
            { labels in labels.values.sorted()[0] }, back: { ["a": $0] })
        #expect(try ends.decode(Array(#"{"a":"b"}"#.utf8)) == "b")
        #expect(throws: Violations.self) { try ends.decode(Array(#"{"a":""}"#.utf8)) }
    }

    @Test func aValueIsReadByItsDeclaration() throws {
        let source = try decode(
            #"""
            {"name": "etc-1", "password": "longenough", "note": null, "share": 1, "key": "AQI=",
             "id": "019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d", "labels": {"env": "a"},
             "hooks": [{"when": "after", "command": ["x"], "timeout_seconds": 5.0}],
             "created": "2026-11-21T04:00:00+01:00"}
            """#)
        #expect(
            source
                == Source(
                    id: ID("019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d"), name: "etc-1",
                    password: Secret(text: "longenough"), note: .some(nil), share: 1,
                    hooks: [Hook(moment: .after, command: ["x"], timeoutSeconds: 5)],
                    labels: ["env": "a"], key: [1, 2],
                    created: Timestamp(rfc3339: "2026-11-21T03:00:00Z")))
    }

    @Test func whatIsAbsentTakesItsDefaultAndNullIsNotAbsent() throws {
        let source = try decode(#"{"name":"a","password":"longenough"}"#)
        #expect(source.note == .none)
        #expect(source.share == 0.5)
        #expect(source.hooks.isEmpty && source.id == nil)
        #expect(throws: Violations.self) {
            try decode(#"{"name":"a","password":"longenough","id":null}"#)
        }
    }

    @Test func everyViolationIsToldAtOnceWithItsPlaceAndCode() {
        let text = #"""
            {"name": "A b", "password": "short", "note": "123456", "share": 2, "key": "AQ",
             "id": "x", "labels": {"": "a", "k": "1234"}, "nmae": 1, "a/b~c": 2, "created": 5,
             "hooks": [{"when": "never", "command": []}, {"command": ["x", 5], "when": "after",
             "timeout_seconds": 0.5}]}
            """#
        let error = #expect(throws: Violations.self) { try decode(text) }
        let told = (error?.list ?? []).map { "\($0.pointer) \($0.reason.code)" }
        #expect(
            told == [
                "/id wrong_format", "/name wrong_format", "/password too_short", "/note too_long",
                "/share too_large", "/hooks/0/when not_one_of", "/hooks/0/command too_few",
                "/hooks/1/command/1 wrong_type", "/hooks/1/timeout_seconds wrong_type",
                "/labels/ too_short", "/labels/k too_long", "/key wrong_format",
                "/created wrong_type", "/nmae unknown_field", "/a~1b~0c unknown_field",
            ])
        #expect(error?.description.contains("short") == false)
    }

    @Test func violationsAreCountedOnlySoFar() {
        let members = (0..<1000).map { "\"k\($0)\":0" }.joined(separator: ",")
        let error = #expect(throws: Violations.self) { try decode("{\(members)}") }
        #expect(error?.list.count == Reading.violationLimit)
    }

    @Test func aClientMayIgnoreWhatItDoesNotKnow() throws {
        let json: JSON = ["when": "after", "command": ["x"], "since": 2]
        #expect(throws: Violations.self) { try Hook.schema.decode(json) }
        let hook = try Hook.schema.decode(json, unknownFields: .ignored)
        #expect(hook.timeoutSeconds == 60)
    }

    @Test func valuesAreWrittenInOrderWithoutSecretsAndWhatIsAbsent() {
        let source = Source(
            id: nil, name: "a", password: Secret(text: "longenough"), note: .some("x"), share: 1,
            hooks: [], labels: ["b": "2", "a": "1"], key: [255], created: nil)
        #expect(
            String(decoding: Source.schema.encode(source), as: UTF8.self)
                == #"{"name":"a","note":"x","share":1.0,"hooks":[],"#
                + #""labels":{"a":"1","b":"2"},"key":"/w=="}"#)
    }

    @Test func theLimitsOfIntegersHold() throws {
        #expect(try Schema<UInt64>.integer.decode(.unsigned(.max)) == .max)
        #expect(try Schema<Int64>.integer.decode(.integer(.min)) == .min)
        #expect(throws: Violations.self) { try Schema<Int64>.integer.decode(.unsigned(.max)) }
        #expect(throws: Violations.self) { try Schema<UInt8>.integer.decode(256) }
        #expect(throws: Violations.self) { try Schema<Int>.integer.decode(.number(1e300)) }
        #expect(throws: Violations.self) { try Schema<Int>.integer.decode(.number(0.5)) }
    }

    @Test func aRuleOfTheDomainRefusesInItsOwnWords() throws {
        let even = Schema<Int>.converted(.integer(0...10)) { (number: Int) in
            guard number.isMultiple(of: 2) else {
                throw Violation.Reason.invalid(code: "odd", message: "Only even numbers.")
            }
            return number / 2
        } back: {
            $0 * 2
        }
        #expect(try even.decode(4) == 2)
        #expect(even.encode(2) == Array("4".utf8))
        let error = #expect(throws: Violations.self) { try even.decode(Array("3".utf8)) }
        #expect(error?.list.first?.reason.code == "odd")
    }

    @Test func aDeclarationThatRepeatsAFieldTraps() async {
        await #expect(processExitsWith: .failure) {
            _ = Schema<Hook>.object(
                "Twice", "", Field("a", \.moment, .choice),
                Field("a", \.timeoutSeconds, .integer),
                make: { Hook(moment: $0, command: [], timeoutSeconds: $1) })
        }
    }
}
