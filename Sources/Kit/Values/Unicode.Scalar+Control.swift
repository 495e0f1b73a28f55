extension Unicode.Scalar {
    /// Whether it ends a line for some program, or means something else than itself.
    package var isControl: Bool {
        switch value {
        case 0...0x1F, 0x7F...0x9F, 0x2028, 0x2029: true
        default: false
        }
    }
}
