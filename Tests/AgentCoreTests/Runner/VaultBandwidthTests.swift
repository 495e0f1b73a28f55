import AgentProtocol
import Domain
import Storage
import StorageSupport
import TestSupport
import Testing
import Values

@testable import AgentCore

/// How fast each vault is gone to, whoever of the agent's runs does.
@Suite struct VaultBandwidthTests {
    private func vault(_ id: UInt64, _ bandwidth: Bandwidth) -> ConfiguredVault {
        ConfiguredVault(
            id: number(id), format: .archive, place: "file:/v", secrets: [], bandwidth: bandwidth)
    }

    @Test func allRunsToOneVaultHaveOneLimit() throws {
        let book = VaultBandwidths()
        let slow = vault(7, Bandwidth(upload: .mebibytes(1)))
        func limits(_ vault: ConfiguredVault) throws -> (BandwidthLimit, BandwidthLimit) {
            let place = book.limited(MemoryStorage(), for: vault)
            let throttled = try #require(place as? ThrottledStorage)
            return (try #require(throttled.upload), try #require(throttled.download))
        }
        let first = try limits(slow)
        #expect(first.0.perSecond == .mebibytes(1) && first.1.perSecond == nil)
        #expect(try limits(slow).0 === first.0)
        #expect(try limits(vault(8, Bandwidth(upload: .mebibytes(3)))).0 !== first.0)
        // What goes on goes by what was said last.
        _ = try limits(vault(7, Bandwidth(upload: .mebibytes(2), download: .mebibytes(3))))
        #expect(first.0.perSecond == .mebibytes(2) && first.1.perSecond == .mebibytes(3))
        _ = try limits(vault(7, .unbounded))
        #expect(!first.0.holdsBack && !first.1.holdsBack, "nothing stands before it")
    }
}
