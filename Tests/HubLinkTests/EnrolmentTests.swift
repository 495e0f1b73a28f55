import AgentProtocol
import Cryptography
import Domain
import HubCore
import JSON
import Store
import StoreSupport
import TestSupport
import Testing
import Values

@testable import HubLink

@Suite(.timeLimit(.minutes(2))) struct EnrolmentTests {
    private func enrol(
        _ form: EnrolmentForm, at hub: LinkFixture
    ) async throws -> (status: Int, code: String?, enrolled: Enrolled?) {
        let answer = try await hub.post(
            EnrolmentForm.path, EnrolmentForm.schema.encode(form))
        let enrolled = answer.status == 201 ? try Enrolled.schema.decode(answer.body) : nil
        return (answer.status, answer.code, enrolled)
    }

    private func token(_ hub: LinkFixture, uses: Int = 1) async throws -> String {
        try await hub.tokens.issue(
            to: hub.tenant, uses: uses, lifetime: .seconds(60), by: hub.somebody
        ).token.revealed()
    }

    @Test(arguments: StoreKind.allCases)
    func aMachineJoinsByATokenOnceHoweverOftenItAsks(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = TestMachine("Web server\u{301} 7")
            let form = machine.enrolment(by: try await token(hub))
            let first = try await enrol(form, at: hub)
            let enrolled = try #require(first.enrolled)
            #expect(enrolled.tenant == hub.tenant && enrolled.name == machine.hostName)
            #expect(enrolled.hubKey == hub.hub.identity.verifyingKey)
            #expect(try await enrol(form, at: hub).enrolled == enrolled)
            let agent = try await hub.fleet.agent(enrolled.agent, of: hub.tenant)
            #expect(agent.key == machine.key && agent.machine == machine.introduction().machine)
            let events = try await hub.world.store.auditEvents(
                in: hub.world.scope, matching: AuditFilter(action: .agentEnrolled), before: nil,
                limit: 10)
            #expect(events.map(\.draft.detail["fingerprint"]) == [machine.key.fingerprint])
        }
    }

    @Test func whatIsNotAsItShouldBeIsRefusedWithItsReason() async throws {
        try await LinkFixture.with { hub in
            let text = try await token(hub)
            let machine = TestMachine()
            let good = machine.enrolment(by: text)
            let forged = EnrolmentForm(
                introduction: good.introduction, token: good.token,
                signature: Array(repeating: 7, count: 64))
            let stolen = EnrolmentForm(
                introduction: TestMachine().introduction(), token: good.token,
                signature: good.signature)
            for (form, status, code) in [
                (forged, 403, "signature_refused"), (stolen, 403, "signature_refused"),
                (machine.enrolment(by: Token.random().revealed()), 409, "token_refused"),
                (machine.enrolment(by: "no token at all, but long"), 409, "token_refused"),
                (
                    machine.enrolment(by: text, speaks: ProtocolVersions(least: 2, greatest: 9)),
                    409, "version_mismatch"
                ),
            ] {
                let answer = try await enrol(form, at: hub)
                #expect(answer.status == status && answer.code == code)
            }
            hub.time.advance(by: .seconds(60))
            #expect(try await enrol(good, at: hub).code == "token_refused", "expired")
        }
    }

    /// With a point that everybody has the same secret with, nothing can be kept from anybody: a
    /// machine that comes with one could never be told anything.
    @Test func aKeyThatNothingCanBeSealedToIsRefused() async throws {
        try await LinkFixture.with { hub in
            let text = try await token(hub)
            for sealing in [[UInt8](repeating: 0, count: 32), [1] + Array(repeating: 0, count: 31)]
            {
                var machine = TestMachine()
                machine.claimedSealing = sealing
                let answer = try await enrol(machine.enrolment(by: text), at: hub)
                #expect(answer.status == 422 && answer.code == "invalid")
                #expect(try await announcing(machine, at: hub).code == "invalid")
                let joined = try await hub.agent()
                let (_, form) = joined.rotated(at: hub.hub.identity.hub, claiming: sealing)
                let rotation = try await hub.post(
                    RotationForm.path, RotationForm.schema.encode(form))
                #expect(rotation.status == 422 && rotation.code == "invalid")
            }
            #expect(try await enrol(TestMachine().enrolment(by: text), at: hub).status == 201)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aMachineThatAnnouncesItselfIsApprovedByItsFingerprint(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = TestMachine()
            let announced = try await announce(machine, at: hub)
            #expect(announced.hub == hub.hub.identity.hub)
            #expect(try await announce(machine, at: hub) == announced)
            #expect(try await hub.announcements.waiting(for: hub.tenant).isEmpty)
            #expect(try await prove(machine, announced, at: hub) == .waiting(again: .seconds(5)))
            let waiting = try await hub.announcements.waiting(for: hub.tenant)
            #expect(waiting.map(\.fingerprint) == [machine.key.fingerprint])

            await expectRefusal(.fingerprintDiffers) {
                _ = try await hub.announcements.approve(
                    announced.announcement, of: hub.tenant,
                    fingerprint: TestMachine().key.fingerprint, by: hub.somebody)
            }
            let typed = machine.key.fingerprint.uppercased().filter { $0 != " " }
            let agent = try await hub.announcements.approve(
                announced.announcement, of: hub.tenant, fingerprint: typed, by: hub.somebody)
            guard case .enrolled(let enrolled) = try await prove(machine, announced, at: hub)
            else { throw Unexpected("not enrolled") }
            #expect(enrolled.agent == agent.id && enrolled.tenant == hub.tenant)
            // Long after the hour that an undecided one has.
            hub.time.advance(by: .seconds(86_400))
            #expect(try await prove(machine, announced, at: hub) == .enrolled(enrolled))
        }
    }

    @Test func nobodyElseIsToldWhatBecameOfAMachine() async throws {
        try await LinkFixture.with { hub in
            let machine = TestMachine()
            let announced = try await announce(machine, at: hub)
            let liar = try await post(TestMachine(), announced, at: hub)
            #expect(liar.status == 403 && liar.code == "signature_refused")
            #expect(try await hub.announcements.waiting(for: hub.tenant).isEmpty)
            hub.time.advance(by: PendingAgent.lifetime)
            #expect(try await post(machine, announced, at: hub).status == 404)
        }
    }

    @Test func aRefusedMachineIsToldSo() async throws {
        try await LinkFixture.with { hub in
            let machine = TestMachine()
            let announced = try await announce(machine, at: hub)
            _ = try await prove(machine, announced, at: hub)
            try await hub.announcements.refuse(
                announced.announcement, of: hub.tenant, by: hub.somebody)
            #expect(try await prove(machine, announced, at: hub) == .refused)
        }
    }

    @Test func sameHostNamesAreFlagged() async throws {
        try await LinkFixture.with { hub in
            _ = try await hub.agent("db")
            for name in ["DB", "web", "mail"] {
                let machine = TestMachine(name)
                _ = try await prove(machine, announce(machine, at: hub), at: hub)
            }
            let waiting = try await hub.announcements.waiting(for: hub.tenant)
            #expect(waiting.filter(\.isDoubtful).map(\.pending.hostName) == ["DB"])
        }
    }

    @Test func aFloodOfAnnouncementsIsTurnedAwayAndLeavesNoTrace() async throws {
        try await LinkFixture.with { hub in
            var codes: [String?] = []
            for _ in 0..<15 { codes.append(try await announcing(TestMachine(), at: hub).code) }
            #expect(codes.prefix(10).allSatisfy { $0 == nil })
            #expect(codes.suffix(5).allSatisfy { $0 == "too_many_announcements" })
            #expect(try await hub.world.eventCount() == 0, "nothing is proven, nothing written")
            hub.time.advance(by: PendingAgent.addressWindow)
            #expect(try await announcing(TestMachine(), at: hub).code == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func keysAreRotatedOnceAndOnlyByWhoHasThem(kind: StoreKind) async throws {
        try await LinkFixture.with(kind) { hub in
            let machine = try await hub.agent()
            let (next, form) = machine.rotated(at: hub.hub.identity.hub)
            func rotate(_ form: RotationForm) async throws -> String {
                let answer = try await hub.post(
                    RotationForm.path, RotationForm.schema.encode(form))
                return answer.code ?? "\(answer.status)"
            }
            let forged = RotationForm(
                agent: form.agent, old: form.old, new: form.new,
                oldSignature: form.newSignature, newSignature: form.newSignature)
            #expect(try await rotate(forged) == "signature_refused")
            #expect(try await rotate(form) == "204")
            #expect(try await rotate(form) == "204", "the answer may have been lost")
            let agent = try await hub.fleet.agent(machine.id, of: hub.tenant)
            #expect(agent.key == next.key)
            let (_, late) = machine.rotated(at: hub.hub.identity.hub)
            #expect(try await rotate(late) == "key_moved")
            let events = try await hub.world.store.auditEvents(
                in: hub.world.scope, matching: AuditFilter(action: .agentKeyRotated),
                before: nil, limit: 10)
            #expect(events.count == 1)
        }
    }

    private func announcing(
        _ machine: TestMachine, at hub: LinkFixture
    ) async throws -> (code: String?, body: [UInt8]) {
        let form = AnnouncementForm(introduction: machine.introduction())
        let answer = try await hub.post(
            AnnouncementForm.path, AnnouncementForm.schema.encode(form))
        return (answer.code, answer.body)
    }

    private func announce(
        _ machine: TestMachine, at hub: LinkFixture
    ) async throws -> Announced {
        try Announced.schema.decode(try await announcing(machine, at: hub).body)
    }

    private func post(
        _ machine: TestMachine, _ announced: Announced, at hub: LinkFixture
    ) async throws -> (status: Int, code: String?, body: [UInt8]) {
        try await hub.post(
            AnnouncementProof.path(of: announced.announcement),
            AnnouncementProof.schema.encode(machine.proof(of: announced)))
    }

    private func prove(
        _ machine: TestMachine, _ announced: Announced, at hub: LinkFixture
    ) async throws -> AnnouncementAnswer {
        try AnnouncementAnswer.schema.decode(try await post(machine, announced, at: hub).body)
    }
}
