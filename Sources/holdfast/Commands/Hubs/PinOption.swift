internal import AgentCore
internal import CommandLine
internal import Transport

extension Option where Value == [TLSPin] {
    /// For a hub whose certificate no authority signed that this machine knows.
    static var hubPins: Option {
        .repeated(
            "pin", .pin, env: "HOLDFAST_PIN",
            "Believe the hub with this certificate, as certificate: or public-key: and the SHA-256 "
                + "in hexadecimal, whoever signed it.")
    }
}

extension Syntax where Value == TLSPin {
    fileprivate static var pin: Syntax {
        Syntax(
            "PIN",
            reading: { text throws(Refusal) in
                guard let pin = TLSPin(text: text), pin.subject != .authority else {
                    throw Refusal("is no pin such as public-key: and 64 hexadecimal digits")
                }
                return pin
            }, writing: \.text)
    }
}
