/// How long, and how often, a failed call is tried again.
package struct RetryPolicy: Hashable, Sendable {
    /// Before the second attempt; doubled for each one after it.
    package var firstDelay: Duration
    package var delayMax: Duration
    /// From the first failure to giving up. A transfer that gets on begins anew with it.
    package var patience: Duration

    package init(
        firstDelay: Duration = .milliseconds(500), delayMax: Duration = .seconds(60),
        patience: Duration = .seconds(15 * 60)
    ) {
        self.firstDelay = firstDelay
        self.delayMax = delayMax
        self.patience = patience
    }

    /// Half of it is fixed and half is chance, so that clients that failed together do not come
    /// back together. What the location asked for is always waited.
    func delay(
        afterFailures count: Int, asked: Duration?, using random: inout some RandomNumberGenerator
    ) -> Duration {
        var delay = firstDelay
        for _ in 1..<max(1, count) where delay < delayMax { delay *= 2 }
        delay = min(delay, delayMax)
        let chance = Double.random(in: 0.5...1, using: &random)
        return max(delay * chance, asked ?? .zero)
    }
}

/// A call that failed and will be made again, for logs.
package struct StorageRetry: Sendable {
    package let call: StorageCall
    package let object: ObjectName?
    package let place: String
    /// How many attempts have failed, this one included, since the call last got on.
    package let failures: Int
    package let delay: Duration
    package let error: StorageError
}
