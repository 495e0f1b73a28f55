internal import HTTPServer
internal import Markup

/// Addresses of the compiled-in files.
enum Asset {
    static let stylesheet = AssetLibrary.assets.url("holdfast.css")
    static let mark = AssetLibrary.assets.url("mark.svg")
    static let setupCode = AssetLibrary.assets.url("setup-code.js")

    /// A symbol of the icon sprite.
    static func icon(_ name: String) -> URLReference {
        URLReference("\(icons)#\(name)") ?? icons
    }

    private static let icons = AssetLibrary.assets.url("icons.svg")
}
