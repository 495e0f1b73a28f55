import Testing
import Values

@testable import Domain

@Suite struct AuditChainTests {
    /// Not SHA-256, but as wide and sensitive to every byte and its place.
    private let mix: SHA256Function = { bytes in
        var state = [UInt64](repeating: 0xcbf2_9ce4_8422_2325, count: 4)
        for (index, byte) in bytes.enumerated() {
            state[index % 4] = (state[index % 4] ^ UInt64(byte) &+ UInt64(index)) &* 0x100_0000_01b3
            state[(index + 1) % 4] ^= state[index % 4] >> 7
        }
        return state.flatMap { word in (0..<8).map { UInt8(truncatingIfNeeded: word >> ($0 * 8)) } }
    }

    private let tenant: ID<Tenant> = ID(
        UUID(high: 0x019a_8f3c_0b7e_7c3a, low: 0x9f61_2d4e_5a6b_7c8d))
    private let user: ID<User> = ID(UUID(high: 0x019a_8f3c_0b7e_7001, low: 0x8000_0000_0000_0002))

    private var draft: AuditDraft {
        AuditDraft(
            .memberRoleChanged, in: .tenant(tenant), by: .user(user, login: "ann"),
            at: Timestamp(milliseconds: 1_763_696_789_042),
            on: AuditTarget(kind: "user", id: user.uuid, name: "bob"), from: "192.0.2.7",
            detail: ["from": "viewer", "to": "管理员"])
    }

    /// The example of docs/formats/audit.md, whose hash `sha256sum` computed.
    @Test func theCanonicalFormIsTheDocumentedOne() {
        let bytes = AuditEvent.canonical(draft, sequence: 1, previousHash: .none)
        let expected = """
            holdfast-audit-1
            43:tenant:019a8f3c-0b7e-7c3a-9f61-2d4e5a6b7c8d,1:1,13:1763696789042,\
            41:user:019a8f3c-0b7e-7001-8000-000000000002,3:ann,19:member.role_changed,\
            41:user:019a8f3c-0b7e-7001-8000-000000000002,3:bob,9:192.0.2.7,\
            25:from=viewer
            to=管理员
            ,64:0000000000000000000000000000000000000000000000000000000000000000,
            """
        #expect(String(decoding: bytes, as: UTF8.self) == expected)
    }

    @Test func eventsThatDifferInOneFieldHaveOtherBytes() {
        let plain = draft
        let drafts = [
            plain,
            AuditDraft(.memberRemoved, in: plain.scope, by: plain.actor, at: plain.time),
            AuditDraft(.memberRemoved, in: .hub, by: plain.actor, at: plain.time),
            AuditDraft(.memberRemoved, in: plain.scope, by: .system, at: plain.time),
            AuditDraft(
                .memberRemoved, in: plain.scope, by: .user(user, login: "an"), at: plain.time),
            AuditDraft(
                .memberRemoved, in: plain.scope, by: plain.actor, at: plain.time, from: "n"),
            AuditDraft(
                .memberRemoved, in: plain.scope, by: plain.actor, at: plain.time,
                detail: ["": ""]),
            AuditDraft(
                .memberRemoved, in: plain.scope, by: plain.actor, at: plain.time,
                detail: ["a": "b\nc=d"]),
            AuditDraft(
                .memberRemoved, in: plain.scope, by: plain.actor, at: plain.time,
                detail: ["a": "b", "c": "d"]),
        ]
        let encodings = drafts.map {
            AuditEvent.canonical($0, sequence: 1, previousHash: .none)
        }
        #expect(Set(encodings).count == drafts.count)
    }

    @Test func aChangedMissingOrMovedEventBreaksTheChain() {
        var head = AuditHead.start
        let events = (0..<5).map { second in
            let draft = AuditDraft(
                .signedIn, in: .hub, by: .system, at: Timestamp(seconds: Int64(second)))
            let event = AuditEvent(draft, after: head, sha256: mix)
            head = event.head
            return event
        }
        func isWhole(_ events: [AuditEvent]) -> Bool {
            var head = AuditHead.start
            return events.allSatisfy { event in
                defer { head = event.head }
                return event.follows(head, sha256: mix)
            }
        }
        #expect(isWhole(events))
        for index in events.indices.dropLast() {
            var damaged = events
            damaged.remove(at: index)
            #expect(!isWhole(damaged))
            damaged = events
            damaged.swapAt(index, index + 1)
            #expect(!isWhole(damaged))
            damaged = events
            damaged[index] = AuditEvent(
                draft: AuditDraft(
                    .signedOut, in: .hub, by: .system, at: events[index].draft.time),
                sequence: events[index].sequence, previousHash: events[index].previousHash,
                hash: events[index].hash)
            #expect(!isWhole(damaged))
        }
    }

    @Test(
        arguments: [
            [:], ["a": "b"], ["": ""], ["a=b": "c=d"], ["\\": "\n"], ["x": "\r\n\0\\n"],
            ["e": "\u{301}"], ["k": "\n\u{301}"], ["a": "1", "a": "2"],
        ] as [AuditDetail])
    func detailsSurviveTheirText(detail: AuditDetail) {
        #expect(AuditDetail(text: detail.text) == detail)
        let lines = detail.text.utf8.split(separator: UInt8(ascii: "\n"))
        #expect(lines.count == detail.facts.count)
        #expect(!detail.text.utf8.contains(0))
    }

    @Test(arguments: ["a=b", "a\n", "a=\\\n", "a=\\x\n", "\n", "a=b\n\n"])
    func textThatIsNoDetailIsRefused(text: String) {
        #expect(AuditDetail(text: text) == nil)
    }
}
