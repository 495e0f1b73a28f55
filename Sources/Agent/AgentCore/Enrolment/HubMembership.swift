package import AgentProtocol
internal import Cryptography
internal import Domain
package import JSON
package import Transport
internal import Values

/// The hub an agent joined: where it is, and by what it is recognised.
package struct HubMembership: Hashable, Sendable {
    package let enrolled: Enrolled
    package let address: String
    /// Whether plain HTTP may leave this machine.
    package let allowsInsecure: Bool
    /// By what its certificate is recognised; empty for the system's authorities.
    package let pins: [TLSPin]

    package init(
        enrolled: Enrolled, address: String, allowsInsecure: Bool, pins: [TLSPin]
    ) {
        self.enrolled = enrolled
        self.address = address
        self.allowsInsecure = allowsInsecure
        self.pins = pins
    }

    /// Who the agent is, with its keys.
    package func identity(
        _ keys: AgentKeys, former: AgentKeys? = nil
    ) throws -> AgentIdentity {
        guard let key = VerifyingKey(bytes: enrolled.hubKey) else {
            throw LinkError(.foreignHub, "The key of the hub that was joined is no key.")
        }
        return AgentIdentity(
            agent: enrolled.agent, name: enrolled.name, hub: enrolled.hub, hubKey: key, keys: keys,
            formerBoxKey: former?.box)
    }

    /// Whom to believe over TLS: what the hub said last of itself, signed, or else what a person
    /// said when the agent joined.
    package func trust(_ told: [HubPin]) -> TLSTrust {
        let pins = told.isEmpty ? Set(pins) : Set(told.compactMap(TLSPin.init))
        return pins.isEmpty ? .system : .pins(pins)
    }
}

extension HubMembership: JSONCoded {
    package static let schema = Schema<HubMembership>.object(
        "HubMembership", "The hub an agent joined.",
        Field("enrolled", \.enrolled, Enrolled.schema),
        Field("address", \.address, .text(1...2048)),
        Field("allowsInsecure", \.allowsInsecure, .bool),
        Field("pins", \.pins, .list(of: .pin, 0...16)),
        make: HubMembership.init)
}

extension TLSPin {
    /// As a hub tells it.
    fileprivate init?(_ pin: HubPin) {
        let subject: Subject =
            switch pin.subject {
            case .leaf: .leaf
            case .publicKey: .publicKey
            case .authority: .authority
            }
        self.init(subject, sha256: pin.sha256)
    }

    /// As a person writes it: `public-key:` and the SHA-256 in hexadecimal. A bare one is of the
    /// certificate itself.
    package init?(text: String) {
        let parts = text.split(separator: ":", maxSplits: 1)
        let digits = parts.last.map(String.init) ?? ""
        let subject: Subject? =
            switch parts.count == 2 ? String(parts[0]) : "certificate" {
            case "certificate": .leaf
            case "public-key": .publicKey
            case "authority": .authority
            default: nil
            }
        guard let subject, let bytes = Hex.decode(digits) else { return nil }
        self.init(subject, sha256: bytes)
    }

    package var text: String {
        let name =
            switch subject {
            case .leaf: "certificate"
            case .publicKey: "public-key"
            case .authority: "authority"
            }
        return "\(name):\(Hex.encode(sha256))"
    }
}

extension Schema<TLSPin> {
    fileprivate static var pin: Schema {
        .string(
            format: nil, expected: "a pin", parse: { TLSPin(text: $0) }, print: { $0.text })
    }
}
