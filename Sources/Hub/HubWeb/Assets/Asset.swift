internal import Markup

/// Addresses of the compiled-in files. Each carries its content's hash, so that browsers keep it for
/// good and a new release is seen at once.
enum Asset {
    static let stylesheet = AssetLibrary.shared.address(of: "holdfast.css")
    static let mark = AssetLibrary.shared.address(of: "mark.svg")
    static let setupCode = AssetLibrary.shared.address(of: "setup-code.js")

    /// A symbol of the icon sprite.
    static func icon(_ name: String) -> URLReference {
        URLReference("\(icons.text)#\(name)") ?? icons
    }

    private static let icons = AssetLibrary.shared.address(of: "icons.svg")
}
