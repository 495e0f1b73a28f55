import JSON

/// Whatever is JSON is written and read back as the same value, in every style.
package func fuzzJSON(_ input: [UInt8]) {
    // What is refused is refused; that it did not crash is the point.
    guard let json = try? JSON(parsing: input) else { return }
    let canonical = json.bytes(.canonical)
    let styles: [JSONWriter.Style] = [.compact, .canonical, .visible]
    for style in styles {
        let written = json.bytes(style)
        // What we write ourselves has to be JSON.
        let again = try? JSON(parsing: written)
        precondition(again?.bytes(.canonical) == canonical, "written and read, it has changed")
    }
}
