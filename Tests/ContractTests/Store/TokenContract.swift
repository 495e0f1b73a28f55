import Domain
import Store
import StoreSupport
import Testing
import Values

@Suite struct TokenContract {
    @Test(arguments: StoreKind.allCases)
    func aTokenIsUsedAsOftenAsItSays(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let token = Sample.token(.enrolment, tenant: world.tenant.id, uses: 2)
            try await store.issueToken(token, replacing: false, audit: [])
            for left in [1, 0] {
                let used = try await store.useToken(
                    token.hash, for: .enrolment, at: Sample.now
                ) { token in
                    [
                        Sample.event(
                            .tokenUsed, in: world.scope, detail: ["left": "\(token.usesLeft)"])
                    ]
                }
                #expect(used.usesLeft == left)
                #expect(try await store.token(token.hash) == used)
            }
            await expectRefusal(.tokenRefused) {
                _ = try await store.useToken(token.hash, for: .enrolment, at: Sample.now) { _ in
                    [Sample.event(.tokenUsed, in: world.scope)]
                }
            }
            let details = try await store.auditChain(of: world.scope, after: 0, limit: 10).map {
                $0.draft.detail["left"]
            }
            #expect(details == ["1", "0"])
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aTokenIsRefusedForAnotherPurposeOrTooLate(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = Sample.token(.invitation, user: world.owner.id)
            try await world.store.issueToken(token, replacing: false, audit: [])
            for (hash, purpose, time) in [
                (token.hash, OneTimeToken.Purpose.enrolment, Sample.now),
                (token.hash, .invitation, token.expires),
                (Sample.tokenHash(), .invitation, Sample.now),
            ] {
                await expectRefusal(.tokenRefused) {
                    _ = try await world.store.useToken(hash, for: purpose, at: time) { _ in [] }
                }
            }
            #expect(try await world.store.token(token.hash) == token)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aTokenMadeAnewReplacesItsKindAlone(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let store = world.store
            let old = Sample.token(.passwordReset, user: world.owner.id)
            let others = [
                Sample.token(.passwordReset), Sample.token(.invitation, user: world.owner.id),
                Sample.token(.passwordReset, tenant: world.tenant.id, user: world.owner.id),
            ]
            for token in [old] + others {
                try await store.issueToken(token, replacing: false, audit: [])
            }
            let new = Sample.token(.passwordReset, user: world.owner.id)
            try await store.issueToken(new, replacing: true, audit: [])
            #expect(try await store.token(old.hash) == nil)
            for token in others + [new] { #expect(try await store.token(token.hash) == token) }
            #expect(try await store.revokeToken(new.id, audit: []))
            #expect(try await store.revokeToken(new.id, audit: []) == false)
            #expect(try await store.token(new.hash) == nil)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func tokensForNobodyAreNotIssued(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            for token in [
                Sample.token(.invitation, user: Sample.id()),
                Sample.token(.enrolment, tenant: Sample.id()),
            ] {
                await expectStoreError(.notFound) {
                    try await world.store.issueToken(token, replacing: false, audit: [])
                }
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLinkSetsThePasswordOnceAndEndsSessions(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = Sample.token(.passwordReset, user: world.owner.id)
            try await world.store.issueToken(token, replacing: false, audit: [])
            let user = try await world.store.setPassword(
                to: PasswordHash("new"), by: token.hash, for: .passwordReset, at: Sample.now
            ) { [Sample.event(.passwordChanged, in: world.scope, on: AuditTarget($0))] }
            #expect(user.passwordHash == PasswordHash("new"))
            #expect(try await world.store.user(world.owner.id) == user)
            #expect(try await world.store.sessions(of: user.id) == [])
            await expectRefusal(.tokenRefused) {
                _ = try await world.store.setPassword(
                    to: PasswordHash("again"), by: token.hash, for: .passwordReset,
                    at: Sample.now
                ) { _ in [] }
            }
            #expect(try await world.store.user(world.owner.id) == user)
            #expect(try await world.eventCount() == 1)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func aLinkForADisabledUserKeepsItsUse(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let ann = try await world.add("ann", as: .viewer)
            let token = Sample.token(.invitation, user: ann.id)
            try await world.store.issueToken(token, replacing: false, audit: [])
            try await world.store.disableUser(ann.id, at: Sample.now, audit: [])
            await expectRefusal(.userDisabled) {
                _ = try await world.store.setPassword(
                    to: PasswordHash("new"), by: token.hash, for: .invitation, at: Sample.now
                ) { _ in [] }
            }
            #expect(try await world.store.token(token.hash) == token)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func deadTokensAreForgotten(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let live = Sample.token(.enrolment)
            try await world.store.issueToken(live, replacing: false, audit: [])
            // The setup token is used up.
            #expect(try await world.store.removeDeadTokens(at: Sample.now) == 1)
            #expect(try await world.store.token(live.hash) == live)
            #expect(try await world.store.removeDeadTokens(at: live.expires) == 1)
        }
    }

    /// Its last machine may not have heard the answer, and come again.
    @Test(arguments: StoreKind.allCases)
    func whatATokenProtectsIsKnownUntilItExpires(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            for schedule in [nil, Sample.id(Schedule.self)] {
                let token = Sample.token(
                    .enrolment, tenant: world.tenant.id,
                    protects: FirstProtection(
                        paths: ["/etc", "/srv/\u{1F600} \"'"], vault: Sample.id(),
                        schedule: schedule))
                try await world.store.issueToken(token, replacing: false, audit: [])
                let used = try await world.store.useToken(
                    token.hash, for: .enrolment, at: Sample.now
                ) { _ in [] }
                #expect(used.protects == token.protects && used.usesLeft == 0)
                _ = try await world.store.removeDeadTokens(at: Sample.now)
                #expect(try await world.store.token(token.hash) == used)
                #expect(try await world.store.removeDeadTokens(at: token.expires) == 1)
            }
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoUseThreeUsesThreeSucceed(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = Sample.token(.enrolment, uses: 3)
            try await world.store.issueToken(token, replacing: false, audit: [])
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].useToken(token.hash, for: .enrolment, at: Sample.now)
                { _ in
                    [Sample.event(.tokenUsed, in: world.scope)]
                }
            }
            #expect(outcomes.values.map(\.usesLeft).sorted() == [0, 1, 2])
            #expect(
                outcomes.errors.allSatisfy { ($0 as? StoreError)?.refusal == .tokenRefused },
                "\(outcomes.errors)")
            #expect(try await world.store.token(token.hash)?.usesLeft == 0)
            #expect(try await world.eventCount() == 3)
        }
    }

    @Test(arguments: StoreKind.allCases)
    func ofEightWhoUseOneLinkOneSetsThePassword(kind: StoreKind) async throws {
        try await kind.withWorld { world in
            let token = Sample.token(.invitation, user: world.owner.id)
            try await world.store.issueToken(token, replacing: false, audit: [])
            let outcomes = await eightAtOnce { number in
                try await world.peers[number].setPassword(
                    to: PasswordHash("\(number)"), by: token.hash, for: .invitation,
                    at: Sample.now
                ) { _ in [] }
            }
            #expect(outcomes.values.count == 1)
            #expect(try await world.store.user(world.owner.id) == outcomes.values.first)
        }
    }
}
