import Testing
import Transport

@testable import HTTPServer

@Suite struct TrustedProxiesTests {
    private let proxies = TrustedProxies(
        ["10.0.0.0/8", "fd00::/8"].compactMap { IPNetwork($0) }, trustsUnixSockets: true)

    private func client(_ forwarded: String...) -> String {
        var fields = HTTPFields()
        for line in forwarded { fields.append("X-Forwarded-For", line) }
        let peer = ClientAddress.ip(.v4(0x0A00_0001))
        return proxies.origin(of: fields, peer: peer, isSecure: false).client.description
    }

    @Test func theWalkGoesFromTheRightToTheFirstStranger() {
        #expect(client() == "10.0.0.1")
        #expect(client("192.0.2.7") == "192.0.2.7")
        #expect(client("6.6.6.6, 192.0.2.7") == "192.0.2.7")
        #expect(client("6.6.6.6, 192.0.2.7, 10.1.1.1") == "192.0.2.7")
        #expect(client("6.6.6.6", "192.0.2.7, 10.1.1.1", "fd00::9") == "192.0.2.7")
        #expect(client("10.3.3.3, 10.2.2.2") == "10.3.3.3")
        #expect(client("2001:db8::1") == "2001:db8::1")
        #expect(client("[2001:db8::1]:4711, 10.0.0.2:80") == "2001:db8::1")
        #expect(client("::ffff:192.0.2.7") == "192.0.2.7")
    }

    @Test func whatIsNoAddressEndsTheWalk() {
        #expect(client("192.0.2.7, unknown") == "10.0.0.1")
        #expect(client("192.0.2.7, unknown, 10.2.2.2") == "10.2.2.2")
    }

    @Test func schemeAndHostAreThoseOfTheNearestProxy() {
        let fields: HTTPFields = [
            "X-Forwarded-Proto": "http, HTTPS", "X-Forwarded-Host": "evil.test, hub.test",
            "Forwarded": "for=6.6.6.6;proto=http",
        ]
        let origin = proxies.origin(of: fields, peer: .local, isSecure: false)
        #expect(origin.isSecure)
        #expect(origin.host == "hub.test")
        #expect(origin.client == .local)
    }

    @Test func peersAreTrustedByNetworkOrSocket() {
        #expect(proxies.trust(IPAddress("10.255.0.1")))
        #expect(proxies.trust(IPAddress("::ffff:10.1.1.1")))
        #expect(!proxies.trust(IPAddress("11.0.0.1")))
        #expect(proxies.trust(nil))
        #expect(!TrustedProxies.none.trust(nil))
    }
}
