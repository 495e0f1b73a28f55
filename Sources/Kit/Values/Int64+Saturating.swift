extension Int64 {
    /// The sum, or the number next to it that there is. What others say how much something is may
    /// be any number, and adding it up is no reason to stop.
    package func saturating(adding other: Int64) -> Int64 {
        let (sum, overflows) = addingReportingOverflow(other)
        guard overflows else { return sum }
        return other < 0 ? .min : .max
    }

    package func saturating(subtracting other: Int64) -> Int64 {
        let (difference, overflows) = subtractingReportingOverflow(other)
        guard overflows else { return difference }
        return other < 0 ? .max : .min
    }

    package func saturating(times other: Int64) -> Int64 {
        let (product, overflows) = multipliedReportingOverflow(by: other)
        guard overflows else { return product }
        return (self < 0) == (other < 0) ? .max : .min
    }
}
