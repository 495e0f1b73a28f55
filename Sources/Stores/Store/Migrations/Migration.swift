/// One step of the schema: forward only, and immutable once released, which the database checks by
/// remembering the digest of each step it was given.
package struct Migration: Sendable {
    /// 1, 2, 3… without gaps.
    package let number: Int
    package let name: StaticString
    private let sqlite: StaticString
    private let postgres: StaticString

    package init(
        _ number: Int, _ name: StaticString, sqlite: StaticString, postgres: StaticString
    ) {
        self.number = number
        self.name = name
        self.sqlite = sqlite
        self.postgres = postgres
    }

    package func script(for dialect: Dialect) -> StaticString {
        switch dialect {
        case .sqlite: sqlite
        case .postgres: postgres
        }
    }

    /// FNV-1a of the script: it finds a step that was edited by mistake, not by an attacker.
    package func digest(for dialect: Dialect) -> Int64 {
        let hash = script(for: dialect).description.utf8.reduce(0xcbf2_9ce4_8422_2325 as UInt64) {
            ($0 ^ UInt64($1)) &* 0x100_0000_01b3
        }
        return Int64(bitPattern: hash)
    }
}

extension Migration {
    /// Every step there is. A new one is a new file and a line here.
    package static let all: [Migration] = [
        .firstPeople, .secondFleet, .thirdProtection, .fourthRuns, .fifthKeeping,
        .sixthGivingBack, .seventhSummaries, .eighthNeedySources, .ninthCopies,
        .tenthOpenAlerts, .eleventhHistory, .twelfthVaultSpace,
        .thirteenthHostHooks, .fourteenthWipes, .fifteenthFirstProtection,
        .sixteenthPressingAlerts, .seventeenthPoolLooks, .eighteenthVaultBounds,
        .nineteenthLimits,
    ]
}
