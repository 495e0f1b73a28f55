extension Given {
    /// The typed value, or the sentence that names where it was given and what is wrong with it.
    package func read<Value>(
        as syntax: Syntax<Value>, named name: String? = nil
    ) throws(UsageError) -> Value {
        do {
            return try syntax.read(text)
        } catch {
            let place =
                switch origin {
                case .argument: name ?? "argument"
                case .environment(let variable): variable
                default: origin.description
                }
            let subject = error.hidesText ? "the value" : quoted(text)
            throw UsageError(.badValue, "\(place): \(subject) \(error.reason).")
        }
    }

    /// The values of a list: an environment variable separates them with commas.
    package var listed: [Given] {
        guard case .environment = origin else { return [self] }
        return text.split(separator: ",").map { part in
            Given(String(part.trimmingSpaces), from: origin)
        }
    }
}

extension Substring {
    fileprivate var trimmingSpaces: Substring {
        var text = drop { $0 == " " }
        while text.last == " " { text.removeLast() }
        return text
    }
}
