internal import Synchronization

/// How eight callers fared that did the same thing at the same moment.
package struct Outcomes<Value: Sendable>: Sendable {
    package let values: [Value]
    package let errors: [any Error]
}

/// Runs `body` eight times, released together.
package func eightAtOnce<Value: Sendable>(
    _ body: @escaping @Sendable (Int) async throws -> Value
) async -> Outcomes<Value> {
    let gate = Gate(parties: 8)
    return await withTaskGroup(of: Result<Value, any Error>.self) { group in
        for number in 0..<8 {
            group.addTask {
                await gate.pass()
                do {
                    return .success(try await body(number))
                } catch {
                    return .failure(error)
                }
            }
        }
        var (values, errors): ([Value], [any Error]) = ([], [])
        for await result in group {
            switch result {
            case .success(let value): values.append(value)
            case .failure(let error): errors.append(error)
            }
        }
        return Outcomes(values: values, errors: errors)
    }
}

/// Opens when everybody has come.
private final class Gate: Sendable {
    private let waiting: Mutex<(missing: Int, callers: [CheckedContinuation<Void, Never>])>

    init(parties: Int) {
        waiting = Mutex((parties, []))
    }

    func pass() async {
        await withCheckedContinuation { caller in
            let released = waiting.withLock { state in
                state.missing -= 1
                state.callers.append(caller)
                guard state.missing == 0 else { return [CheckedContinuation<Void, Never>]() }
                return state.callers
            }
            for caller in released { caller.resume() }
        }
    }
}
