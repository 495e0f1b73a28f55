/// What a browser sends from a form, `application/x-www-form-urlencoded`.
package struct SubmittedForm: Sendable {
    /// Our largest form has some dozens of fields.
    package static let fieldsMax = 1000
    package static let bytesMax = 256 << 10

    package let items: [(name: String, value: String)]

    /// Nil where it is not well formed or has too many fields.
    package init?(_ bytes: [UInt8]) {
        let separator = UInt8(ascii: "&")
        guard bytes.count(where: { $0 == separator }) < Self.fieldsMax,
            let items = PercentEncoding.decodeForm(bytes)
        else { return nil }
        self.items = items.map { (name: $0.0, value: $0.1) }
    }

    /// The first value of that name.
    package subscript(name: String) -> String? {
        items.first { $0.name == name }?.value
    }

    /// All values of that name, as several ticked boxes send them.
    package func values(of name: String) -> [String] {
        items.filter { $0.name == name }.map(\.value)
    }
}

extension RequestContext {
    /// The body as a form. The route's `bodyLimit` has to allow for it.
    package nonisolated(nonsending) func form() async throws -> SubmittedForm {
        guard MediaType(request.fields[.contentType] ?? "")?.isForm == true else {
            throw Problem(
                .unsupportedMediaType, "unsupported_media_type", "This takes a form.")
        }
        let bytes = try await request.body.collect(limit: SubmittedForm.bytesMax)
        guard let form = SubmittedForm(bytes) else {
            throw Problem(.badRequest, "malformed_form", "The form is not readable.")
        }
        return form
    }
}
