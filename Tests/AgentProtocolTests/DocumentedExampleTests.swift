import AgentProtocol
import Cryptography
import Domain
import JSON
import TestSupport
import Testing
import Values

/// docs/formats/agent-protocol.md is the contract: what it shows is what is read and written.
@Suite struct DocumentedExampleTests {
    private struct Example {
        let tag: String
        let text: String
    }

    private static func examples() throws -> [Example] {
        let bytes = try #require(WorkingTree.bytes(of: "docs/formats/agent-protocol.md"))
        let lines = String(decoding: bytes, as: UTF8.self).split(
            separator: "\n", omittingEmptySubsequences: false)
        return lines.indices.compactMap { index in
            guard lines[index].hasPrefix("```json ") else { return nil }
            return Example(
                tag: String(lines[index].dropFirst("```json ".count)),
                text: String(lines[index + 1]))
        }
    }

    /// The kinds of messages among the examples, each read and written back to the same JSON.
    private func kinds<Message: ProtocolMessage>(
        of _: Message.Type, in examples: [Example]
    ) throws -> Set<String> {
        var kinds: Set<String> = []
        for example in examples where example.tag == Message.sender.rawValue {
            let bytes = Array(example.text.utf8)
            let envelope = try Envelope<Message>(parsing: bytes)
            let json = try JSON(parsing: bytes)
            let written = try JSON(parsing: envelope.encoded)
            #expect(written.bytes(.canonical) == json.bytes(.canonical), "\(example.text)")
            #expect(try Envelope<Message>(parsing: envelope.encoded) == envelope)
            kinds.insert(json["message"]?["kind"]?.text ?? "")
        }
        return kinds
    }

    @Test func everyKindHasAnExampleThatIsReadAndWrittenBack() throws {
        let examples = try Self.examples()
        #expect(examples.count >= 29)
        let fromAgents = try kinds(of: AgentMessage.self, in: examples)
        let fromHubs = try kinds(of: HubMessage.self, in: examples)
        #expect(fromAgents == Set(AgentMessage.kinds))
        #expect(fromHubs == Set(HubMessage.kinds))
    }

    @Test func everyEventOfARunHasAnExample() throws {
        var events: Set<String> = []
        for example in try Self.examples() where example.text.contains("\"records\"") {
            guard
                case .array(let records)? = try JSON(
                    parsing: Array(example.text.utf8))["message"]?["records"]
            else { continue }
            events.formUnion(records.compactMap { $0["event"]?["kind"]?.text })
        }
        #expect(
            events == [
                "began", "finalizing", "outcome", "retried", "ended", "skipped", "line", "listing",
                "drilled", "planned", "restored",
            ])
    }

    @Test func theDocumentedConfigurationIsRead() throws {
        let example = try #require(try Self.examples().first { $0.tag == "configuration" })
        let configuration = try AgentConfiguration.schema.decode(Array(example.text.utf8))
        #expect(configuration.serial == 12 && configuration.schedules.first?.time.zone != nil)
        #expect(
            AgentConfiguration.schema.encode(configuration) == Array(example.text.utf8),
            "hashes are of bytes")
        #expect("\(configuration)".contains("sealed") && !"\(configuration)".contains("115, 101"))
    }

    /// One letter off anywhere in a frame is refused or means something else; nothing crashes.
    @Test func damagedExamplesAreRefusedOrDifferent() throws {
        var random = SeededGenerator()
        for example in try Self.examples() {
            let bytes = Array(example.text.utf8)
            for _ in 0..<50 {
                var damaged = bytes
                damaged[Int.random(in: 0..<bytes.count, using: &random)] ^=
                    1 << UInt8.random(in: 0..<7, using: &random)
                do throws(ProtocolError) {
                    let read = try Envelope<AgentMessage>(parsing: damaged)
                    #expect(try Envelope<AgentMessage>(parsing: read.encoded) == read)
                } catch {
                    #expect(!error.message.isEmpty, "seed \(random.seed)")
                }
            }
        }
    }
}
