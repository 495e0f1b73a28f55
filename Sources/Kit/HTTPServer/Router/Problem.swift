package import JSON
package import Telemetry

/// Why a request was not done, as the one who asked is told: RFC 9457 problem details, or a page.
///
/// It holds nothing that they may not see.
package struct Problem: Error, Sendable {
    package var status: HTTPStatus
    /// Stable: programs branch on it.
    package var code: String
    /// One sentence for a person.
    package var detail: String
    /// What helps, where that can be said.
    package var hint: String?
    /// Whether the same request may be done later, with nothing changed by whoever asks; nil for
    /// what its status says.
    package var mayPass: Bool?
    /// What is wrong with which field.
    package var violations: [Violation] = []
    /// Fields that belong to the status, as `Retry-After`.
    package var fields = HTTPFields()

    package init(
        _ status: HTTPStatus, _ code: String, _ detail: String, violations: [Violation] = [],
        fields: HTTPFields = HTTPFields()
    ) {
        self.status = status
        self.code = code
        self.detail = detail
        self.violations = violations
        self.fields = fields
    }

    /// What comes of a moment, and not of the request.
    private static let passing: Set<HTTPStatus> = [
        .requestTimeout, .tooManyRequests, .serviceUnavailable,
    ]

    package static let contentType = "application/problem+json"

    package static let notFound = Problem(.notFound, "not_found", "There is nothing here.")

    /// For whatever nobody foresaw: what it was stands in the log, by the request's id.
    package static let unexpected = Problem(
        .internalServerError, "internal", "Something went wrong here. The log knows more.")

    /// For work that was broken off.
    static let stopping = Problem(
        .serviceUnavailable, "stopping", "The server is stopping. Try again.",
        fields: [.retryAfter: "5"])

    /// RFC 9457 with our members.
    package func document(for id: RequestID) -> JSON {
        var document: JSON = [
            "title": .string("\(status.reason)"), "status": JSON(status.code),
            "code": .string(code),
            "detail": .string(detail), "requestId": .string(id.description),
            "retry": .bool(mayPass ?? Self.passing.contains(status)),
        ]
        if let hint, case .object(var object) = document {
            object["hint"] = .string(hint)
            document = .object(object)
        }
        if !violations.isEmpty, case .object(var object) = document {
            object["violations"] = .array(
                violations.map { violation in
                    [
                        "field": .string(violation.pointer),
                        "code": .string(violation.reason.code),
                        "message": .string(violation.reason.message),
                    ]
                })
            document = .object(object)
        }
        return document
    }
}

/// An error that knows what the one who asked is told. Boundary errors do not; the program's table
/// does, which the router is given.
package protocol ProblemConvertible: Error {
    var problem: Problem { get }
}

extension Problem: ProblemConvertible {
    package var problem: Problem { self }
}

extension Violations: ProblemConvertible {
    package var problem: Problem {
        Problem(
            .unprocessableContent, "invalid", "Some fields need another value.",
            violations: list)
    }
}

extension JSONError: ProblemConvertible {
    package var problem: Problem { Problem(.badRequest, "malformed_json", description) }
}

extension HTTPServerError: ProblemConvertible {
    package var problem: Problem {
        let code =
            switch kind {
            case .malformed: "malformed_request"
            case .headTooLarge, .targetTooLong: "head_too_large"
            case .bodyTooLarge: "body_too_large"
            case .unsupportedVersion: "unsupported_version"
            case .unsupportedMethod: "unsupported_method"
            case .unsupportedCoding: "unsupported_coding"
            case .expectationFailed: "expectation_failed"
            case .timedOut: "timed_out"
            case .closed: "closed"
            }
        return Problem(status, code, message)
    }
}
