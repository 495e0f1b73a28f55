import AgentProtocol
import Cryptography
import Domain
import JSON
import TestSupport
import Testing
import Values

@Suite struct EnrolmentTests {
    /// What docs/formats/agent-protocol.md shows under a tag.
    private static func examples(_ tag: String) throws -> [[UInt8]] {
        let bytes = try #require(WorkingTree.bytes(of: "docs/formats/agent-protocol.md"))
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.filter { lines[$0] == "```json \(tag)" }.map {
            Array(lines[$0 + 1].utf8)
        }
    }

    private func expectDocumented<Value: Equatable>(
        _ schema: Schema<Value>, as tag: String, count: Int = 1
    ) throws {
        let examples = try Self.examples(tag)
        #expect(examples.count == count, "\(tag)")
        for example in examples {
            let value = try schema.decode(example)
            #expect(schema.encode(value) == example, "\(tag)")
        }
    }

    @Test func everyDocumentIsReadAndWrittenAsDocumented() throws {
        try expectDocumented(EnrolmentForm.schema, as: "enrolment")
        try expectDocumented(Enrolled.schema, as: "enrolled")
        try expectDocumented(AnnouncementForm.schema, as: "announcement")
        try expectDocumented(Announced.schema, as: "announced")
        try expectDocumented(AnnouncementProof.schema, as: "proof")
        try expectDocumented(AnnouncementAnswer.schema, as: "answer", count: 3)
        try expectDocumented(RotationForm.schema, as: "rotation")
    }

    @Test func statementsAreWhatTheDocumentSays() throws {
        let key = try #require(
            AgentKey(
                signing: Array(repeating: 1, count: 32), sealing: Array(repeating: 254, count: 32)))
        let ones = String(repeating: "01", count: 32)
        let others = String(repeating: "fe", count: 32)
        #expect(
            String(
                decoding: EnrolmentProof.enrolment(key: key, token: EnrolmentToken("abc")),
                as: UTF8.self)
                == "holdfast-agent-enrolment-1\n64:\(ones),64:\(others),3:abc,")
        #expect(
            String(
                decoding: EnrolmentProof.announcement(hub: id(1), id(2), nonce: [1, 255]),
                as: UTF8.self)
                == "holdfast-agent-announcement-1\n36:\(id(1) as ID<Hub>),"
                + "36:\(id(2) as ID<Hub>),4:01ff,")
        #expect(
            String(
                decoding: EnrolmentProof.rotation(hub: id(1), agent: id(2), from: key, to: key),
                as: UTF8.self)
                == "holdfast-agent-rotation-1\n36:\(id(1) as ID<Hub>),36:\(id(2) as ID<Hub>),"
                + "64:\(ones),64:\(others),64:\(ones),64:\(others),")
    }

    @Test func aFormNeverShowsItsToken() throws {
        let example = try #require(try Self.examples("enrolment").first)
        let form = try EnrolmentForm.schema.decode(example)
        #expect(!"\(form)".contains(form.token.text))
        var dumped = ""
        dump(form, to: &dumped)
        #expect(!dumped.contains(form.token.text))
    }

    @Test func keysOfAnotherLengthAreRefused() throws {
        let example = String(
            decoding: try #require(try Self.examples("rotation").first), as: UTF8.self)
        let short = example.replacing(
            "AgICAgICAgICAgICAgICAgICAgICAgICAgICAgICAgI=", with: "AgICAg==")
        #expect(short != example)
        #expect(throws: Violations.self) {
            try RotationForm.schema.decode(Array(short.utf8))
        }
    }
}
