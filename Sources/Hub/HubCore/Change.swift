/// What becomes of one part of something that is edited.
package enum Change<Value: Sendable>: Sendable {
    case keep
    case set(Value)

    package func apply(to value: inout Value) {
        if case .set(let new) = self { value = new }
    }

    /// The new value; nil where it stays.
    package var new: Value? { if case .set(let value) = self { value } else { nil } }
}
