internal import HTTPServer
internal import Markup

/// Addresses of the compiled-in files.
enum Asset {
    static let stylesheet = AssetLibrary.assets.url("holdfast.css")
    static let livingStylesheet = AssetLibrary.assets.url("living.css")
    static let script = AssetLibrary.assets.url("holdfast.js")
    static let mark = AssetLibrary.assets.url("mark.svg")

    /// A symbol of the icon sprite.
    static func icon(_ name: String) -> URLReference {
        URLReference("\(icons)#\(name)") ?? icons
    }

    private static let icons = AssetLibrary.assets.url("icons.svg")
}
