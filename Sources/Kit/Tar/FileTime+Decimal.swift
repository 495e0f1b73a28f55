internal import Values

private let fractionDigits = 9

extension FileTime {
    /// As PAX writes it, `1700000000.25` or `-1.5`; nil when it is not that or not representable.
    /// Digits beyond nanoseconds are dropped.
    init?(decimal text: ArraySlice<UInt8>) {
        let isNegative = text.first == UInt8(ascii: "-")
        let parts = text.dropFirst(isNegative ? 1 : 0)
            .split(separator: UInt8(ascii: "."), maxSplits: 1, omittingEmptySubsequences: false)
        guard let whole = parts.first.flatMap({ Decimal.parse($0) }) else { return nil }
        var fraction: UInt32 = 0
        if parts.count > 1 {
            guard parts[1].allSatisfy(Decimal.isDigit) else { return nil }
            let kept = parts[1].prefix(fractionDigits)
            for digit in kept { fraction = fraction * 10 + UInt32(digit - UInt8(ascii: "0")) }
            for _ in kept.count..<fractionDigits { fraction *= 10 }
        }
        guard isNegative else {
            self.init(seconds: whole, nanoseconds: fraction)
            return
        }
        // -1.5 is half a second after -2.
        let seconds = fraction == 0 ? -whole : -whole - 1
        self.init(
            seconds: seconds, nanoseconds: fraction == 0 ? 0 : Self.nanosecondsPerSecond - fraction)
    }

    var decimal: [UInt8] {
        var text: [UInt8] = []
        text.reserveCapacity(24)
        let isBefore = seconds < 0 && nanoseconds > 0
        let whole = isBefore ? seconds + 1 : seconds
        let fraction = isBefore ? Self.nanosecondsPerSecond - nanoseconds : nanoseconds
        if isBefore, whole == 0 { text.append(UInt8(ascii: "-")) }
        text.append(decimal: whole)
        guard fraction > 0 else { return text }
        text.append(UInt8(ascii: "."))
        for _ in [UInt8].digitCount(of: UInt64(fraction))..<fractionDigits {
            text.append(UInt8(ascii: "0"))
        }
        text.append(decimal: UInt64(fraction))
        while text.last == UInt8(ascii: "0") { text.removeLast() }
        return text
    }
}
