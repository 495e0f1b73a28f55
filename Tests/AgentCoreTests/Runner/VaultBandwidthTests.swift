import AgentProtocol
import Domain
import Storage
import StorageSupport
import StoreSupport
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
        func limits(_ vault: ConfiguredVault) -> (BandwidthLimit?, BandwidthLimit?)? {
            (book.limited(MemoryStorage(), for: vault) as? ThrottledStorage).map {
                ($0.upload, $0.download)
            }
        }
        let first = try #require(limits(slow))
        #expect(first.0?.perSecond == .mebibytes(1) && first.1 == nil)
        #expect(try #require(limits(slow)).0 === first.0)
        // Another vault has its own, and so has the same one at another rate.
        #expect(
            try #require(limits(vault(8, Bandwidth(upload: .mebibytes(1))))).0 !== first.0)
        let both = vault(7, Bandwidth(upload: .mebibytes(2), download: .mebibytes(3)))
        let second = try #require(limits(both))
        #expect(second.0?.perSecond == .mebibytes(2))
        #expect(second.1?.perSecond == .mebibytes(3))
        #expect(limits(vault(7, .unbounded)) == nil, "nothing stands before it")
    }
}
