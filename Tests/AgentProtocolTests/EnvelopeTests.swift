import AgentProtocol
import Domain
import JSON
import Testing
import Values

@Suite struct EnvelopeTests {
    /// As many as nobody ever has, in the places where an agent says how much there is.
    @Test func amountsAreBoundedAndPlacesAreRefused() throws {
        let most = ProtocolLimits.countMax
        let id = "019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c02"
        func records(_ sequence: String, size: String) -> String {
            let item = #"{"snapshot":"a1","time":"2026-11-21T03:00:07Z","size":\#(size)}"#
            let event =
                #"{"kind":"listing","vault":"\#(id)","reading":"\#(id)","page":1,"last":true,"#
                + #""items":[\#(item)],"free":\#(size),"total":\#(size)}"#
            let record =
                #"{"sequence":\#(sequence),"time":"2026-11-21T03:00:07Z","event":\#(event)}"#
            return #"{"version":1,"message":{"kind":"records","incarnation":"\#(id)","#
                + #""records":[\#(record)]}}"#
        }
        for (size, expected) in [("1000", 1000), ("\(most)", most), ("\(Int64.max)", most)] {
            let text = records("1", size: size)
            let message = try Envelope<AgentMessage>(parsing: Array(text.utf8)).message
            guard case .records(let batch) = message,
                case .listing(let listing)? = batch.records.first?.event
            else {
                Issue.record("no listing")
                return
            }
            #expect(listing.items.map(\.size.bytes) == [expected])
            #expect(listing.free?.bytes == expected && listing.total?.bytes == expected)
        }
        #expect(error(AgentMessage.self, records("\(most)", size: "1")) == nil)
        for sequence in ["\(most + 1)", "\(Int64.max)", "9223372036854775808", "0", "-1"] {
            #expect(
                error(AgentMessage.self, records(sequence, size: "1"))?.kind == .malformed)
        }
        #expect(error(AgentMessage.self, records("1", size: "-1"))?.kind == .malformed)
    }

    private func error<Message: ProtocolMessage>(
        _: Message.Type, _ text: String
    ) -> ProtocolError? {
        do throws(ProtocolError) {
            _ = try Envelope<Message>(parsing: Array(text.utf8))
            return nil
        } catch {
            return error
        }
    }

    @Test(
        arguments: [
            ("", .notJSON), ("hello", .notJSON), ("[]", .notEnvelope), ("{}", .notEnvelope),
            (#"{"version":1}"#, .notEnvelope), (#"{"version":"1","message":{}}"#, .notEnvelope),
            (#"{"version":1,"message":{"kind":7}}"#, .notEnvelope),
            (#"{"version":1,"message":{"kind":"dance"}}"#, .unknownKind),
            (#"{"version":1,"message":{"kind":"welcome"}}"#, .unknownKind),
            (#"{"version":2,"message":{"kind":"ping","time":"x"}}"#, .versionMismatch),
            (#"{"version":0,"message":{"kind":"ping"}}"#, .versionMismatch),
            (#"{"version":-9,"message":{"kind":"dance"}}"#, .versionMismatch),
            (#"{"version":1,"message":{"kind":"ping"}}"#, .malformed),
            (#"{"version":1,"version":1,"message":{"kind":"ping"}}"#, .notJSON),
            (
                #"{"version":1,"message":{"kind":"ping","time":"2026-11-21T03:00:07Z","x":1}}"#,
                .malformed
            ),
            (
                #"{"version":1,"x":1,"message":{"kind":"ping","time":"2026-11-21T03:00:07Z"}}"#,
                .malformed
            ),
            (
                #"{"version":1,"asks":0,"message":{"kind":"ping","time":"2026-11-21T03:00:07Z"}}"#,
                .malformed
            ),
            (#"{"version":1,"message":{"kind":"ping","time":"2026-11-21T03:00:07Z"}}"#, nil),
        ] as [(String, ProtocolError.Kind?)])
    func framesAreReadStrictly(text: String, expected: ProtocolError.Kind?) {
        let error = error(AgentMessage.self, text)
        #expect(error?.kind == expected)
        if let error {
            // Both ends can be told, in words that the other end understands.
            let goodbye = AgentMessage.goodbye(error.goodbye)
            let told = try? Envelope<AgentMessage>(parsing: Envelope(goodbye).encoded)
            #expect(told?.message == goodbye)
            #expect(!error.message.contains("dance"), "nothing of the peer's is repeated")
        }
    }

    @Test func theOlderEndIsTheOneToUpdate() {
        let later = error(
            HubMessage.self,
            #"{"version":3,"message":{"kind":"challenge","speaks":[2,3],"colour":"blue"}}"#)
        #expect(
            later?.description == """
                The hub speaks version 2 to 3 of the agent protocol, and the agent 1 to 1. \
                Update holdfast on the machine of the agent.
                """)
        let earlier = error(
            AgentMessage.self, #"{"version":0,"message":{"kind":"hello","speaks":[0,0]}}"#)
        #expect(
            earlier?.description == """
                The agent speaks version 0 to 0 of the agent protocol, and the hub 1 to 1. \
                Update holdfast on the machine of the agent.
                """)
        #expect(later?.goodbye.speaks == .ours)
        #expect(later?.goodbye.code == "version_mismatch")
    }

    @Test(
        arguments: [
            (1, 1, 1, 1, 1), (1, 3, 2, 5, 3), (2, 5, 1, 3, 3), (1, 1, 2, 2, nil), (3, 4, 1, 2, nil),
        ] as [(Int, Int, Int, Int, Int?)])
    func theGreatestCommonVersionIsSpoken(
        least: Int, greatest: Int, otherLeast: Int, otherGreatest: Int, expected: Int?
    ) {
        let mine = ProtocolVersions(least: least, greatest: greatest)
        let theirs = ProtocolVersions(least: otherLeast, greatest: otherGreatest)
        #expect(mine.common(with: theirs) == expected)
        #expect(theirs.common(with: mine) == expected)
    }

    @Test func aLastWordIsUnderstoodInEveryVersion() throws {
        let text = """
            {"version":9,"to":"you","message":{"kind":"goodbye","code":"version_mismatch",\
            "message":"No.","advice":"Update.","speaks":[8,9],"mood":"sad"}}
            """
        let envelope = try Envelope<HubMessage>(parsing: Array(text.utf8))
        #expect(
            envelope.message
                == .goodbye(
                    Goodbye(
                        code: "version_mismatch", message: "No.", advice: "Update.",
                        speaks: ProtocolVersions(least: 8, greatest: 9))))
    }

    @Test func boundsHold() throws {
        let long = [UInt8](repeating: UInt8(ascii: " "), count: ProtocolLimits.agentFrameMax + 1)
        #expect(throws: ProtocolError.self) { try Envelope<AgentMessage>(parsing: long) }
        #expect(error(AgentMessage.self, String(decoding: long, as: UTF8.self))?.kind == .tooLarge)
        // A hub may send more, and this is no JSON.
        #expect(error(HubMessage.self, String(decoding: long, as: UTF8.self))?.kind == .notJSON)
        let deep = String(repeating: "[", count: 17) + String(repeating: "]", count: 17)
        #expect(error(AgentMessage.self, deep)?.kind == .notJSON)

        let line = RunEvent.line(RunLine(run: id(1), level: .info, text: "x"))
        for (count, isRead) in [(500, true), (501, false)] {
            let records = (1...count).map {
                JournalRecord(sequence: Int64($0), time: Timestamp(seconds: 0), event: line)
            }
            #expect(reads(records) == isRead, "\(count) records")
        }
        for numbers in [[1, 3], [2, 1], [1, 1]] as [[Int64]] {
            let records = numbers.map {
                JournalRecord(sequence: $0, time: Timestamp(seconds: 0), event: line)
            }
            #expect(!reads(records), "\(numbers)")
        }
    }

    private func reads(_ records: [JournalRecord]) -> Bool {
        let batch = RecordBatch(incarnation: id(1), records: records)
        let frame = Envelope(AgentMessage.records(batch)).encoded
        return error(AgentMessage.self, String(decoding: frame, as: UTF8.self)) == nil
    }

    /// Names in an answer, and whether a hub takes them.
    @Test(
        arguments: [
            (["a", "b"], true), ([], true), (["b", "a"], false), (["a", "a"], false),
            (["."], false), ([".."], false), (["a/b"], false), (["..."], true), (["é"], true),
        ] as [([String], Bool)])
    func aHostileAgentsNamesAreRefused(names: [String], isTaken: Bool) {
        let page = TreePage(
            items: names.map {
                TreePage.Item(
                    name: FileName(Array($0.utf8)), kind: .file, size: ByteCount(1), modified: nil)
            }, isLast: true)
        let frame = Envelope(AgentMessage.answer(AnswerGiven(.page(page))), answers: 1).encoded
        let error = error(AgentMessage.self, String(decoding: frame, as: UTF8.self))
        #expect((error == nil) == isTaken)
    }

    @Test func namesThatAreNoTextSurvive() throws {
        for bytes in [[0x61, 0xFF], [0x0A], Array("a\u{FFFD}".utf8), [0xC3]] as [[UInt8]] {
            let written = FileName.schema.encode(FileName(bytes))
            #expect(try FileName.schema.decode(written).bytes == bytes)
        }
        for text in [#"{"text":""}"#, #"{"text":"a","bytes":"AA=="}"#] {
            #expect(throws: (any Error).self) {
                try FileName.schema.decode(Array(text.utf8))
            }
        }
    }
}

func id<Entity>(_ number: UInt64) -> ID<Entity> {
    ID(UUID(high: 0x019a_8f3c_0b7e_7000, low: 0x8000_0000_0000_0000 | number))
}
