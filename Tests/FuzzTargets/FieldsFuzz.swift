import HTTPServer
import Values

/// Header fields that clients fill as they like: each is read without a crash, and ranges lie
/// within what there is.
package func fuzzFields(_ input: [UInt8]) {
    let text = String(decoding: input, as: UTF8.self)
    let length = input.count * 3
    var fields = HTTPFields()
    let names: [HTTPFieldName] = [
        .range, .ifRange, .ifMatch, .ifNoneMatch, .ifModifiedSince, .cookie, .acceptLanguage,
    ]
    for name in names { fields.append(name, text) }
    let request = HTTPRequest(.get, "/", fields: fields)

    if case .part(let range) = ByteRange.evaluate(request, length: length) {
        precondition(range.lowerBound >= 0 && range.upperBound <= length && !range.isEmpty)
    }
    _ = Precondition.evaluate(request, tag: EntityTag("a"), modified: Timestamp(seconds: 0))
    _ = request.cookies["a"]
    for (_, weight) in QualityList(text).members { precondition((0...1000).contains(weight)) }
    _ = ContentCoding.chosen(by: text)
    _ = LanguagePreference.best(of: ["zh-CN", "en-US"], for: text)
    _ = MediaType.prefersHTML(text)
    if let form = SubmittedForm(input) {
        precondition(form.items.count <= SubmittedForm.fieldsMax)
    }
    let event = ServerSentEvent(id: text, name: text, data: text).bytes
    precondition(event.suffix(2).elementsEqual([0x0A, 0x0A]), "an event ends where it ends")
}
