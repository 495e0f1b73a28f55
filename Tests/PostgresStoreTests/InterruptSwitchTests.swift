import StoreSupport
import Testing

@testable import PostgresStore

@Suite struct InterruptSwitchTests {
    @Test func aLateInterruptHitsNobody() throws {
        let hits = Shared(0)
        let first = InterruptSwitch()
        try first.arm { hits.change { $0 += 1 } }
        #expect(!first.disarm())
        first.cancel()
        #expect(hits.value == 0)
        #expect(first.disarm())
        #expect(throws: CancellationError.self) { try first.arm {} }

        let second = InterruptSwitch()
        try second.arm { hits.change { $0 += 1 } }
        second.cancel()
        #expect(hits.value == 1)
        #expect(second.disarm())
    }
}
