import Testing
import Values

@testable import HubCore

@Suite struct SignInThrottleTests {
    private let address = SignInThrottle.Key.address("192.0.2.7")
    private let login = SignInThrottle.Key.login("mara@example.org")

    @Test(arguments: [
        (1, 0), (4, 0), (5, 1), (6, 2), (7, 4), (10, 32), (14, 512), (15, 900), (400, 900),
    ])
    func waitsDoubleAfterTheFreeTriesUpToAQuarterOfAnHour(failures: Int, seconds: Int) {
        var throttle = SignInThrottle()
        let now = Timestamp(seconds: 1_800_000_000)
        for _ in 0..<failures { throttle.recordFailure(of: [address], at: now) }
        #expect(throttle.wait(for: [address], at: now) == (seconds == 0 ? nil : .seconds(seconds)))
        #expect(throttle.wait(for: [address], at: now + .seconds(seconds)) == nil)
    }

    @Test func strangersDelayTheOwnerOfALoginLittle() {
        var throttle = SignInThrottle()
        let now = Timestamp(seconds: 1_800_000_000)
        for number in 0..<19 {
            throttle.recordFailure(of: [.address("192.0.2.\(number)"), login], at: now)
        }
        #expect(throttle.wait(for: [.address("198.51.100.1"), login], at: now) == nil)
        throttle.recordFailure(of: [login], at: now)
        #expect(throttle.wait(for: [login], at: now) == .seconds(1))
    }

    /// However long a stranger goes on, from however many addresses.
    @Test func nobodyKeepsTheOwnerOfALoginOut() {
        var throttle = SignInThrottle()
        var now = Timestamp(seconds: 1_800_000_000)
        for number in 0..<2000 {
            throttle.recordFailure(of: [.address("192.0.2.\(number)"), login], at: now)
            now = now + .milliseconds(100)
        }
        let wait = throttle.wait(for: [.address("198.51.100.1"), login], at: now)
        #expect((wait ?? .zero) <= SignInThrottle.loginWaitMax)
        #expect(SignInThrottle.loginWaitMax < .seconds(10))
        // Whoever fails from one address waits as ever.
        for _ in 0..<20 { throttle.recordFailure(of: [address, login], at: now) }
        #expect(throttle.wait(for: [address, login], at: now) == SignInThrottle.waitMax)
    }

    @Test func successAndTimeClearTheRecord() {
        var throttle = SignInThrottle()
        let now = Timestamp(seconds: 1_800_000_000)
        for _ in 0..<9 { throttle.recordFailure(of: [address, login], at: now) }
        throttle.recordSuccess(of: [address, login])
        #expect(throttle.wait(for: [address, login], at: now) == nil)
        for _ in 0..<9 { throttle.recordFailure(of: [address], at: now) }
        let later = now + SignInThrottle.memory + .seconds(1)
        throttle.recordFailure(of: [address], at: later)
        #expect(throttle.wait(for: [address], at: later) == nil)
    }

    @Test func aFloodOfAddressesStaysBoundedAndKeepsTheNewest() {
        var throttle = SignInThrottle()
        var now = Timestamp(seconds: 1_800_000_000)
        for number in 0..<(SignInThrottle.recordsMax * 2) {
            now = now + .milliseconds(1)
            throttle.recordFailure(of: [.address("\(number)")], at: now)
        }
        #expect(throttle.count <= SignInThrottle.recordsMax)
        let newest = SignInThrottle.Key.address("\(SignInThrottle.recordsMax * 2 - 1)")
        for _ in 0..<4 { throttle.recordFailure(of: [newest], at: now) }
        #expect(throttle.wait(for: [newest], at: now) == .seconds(1))
    }
}
