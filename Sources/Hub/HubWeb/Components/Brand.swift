internal import Markup

/// The mark and the name, leading home.
struct Brand: View {
    let size: Int

    var body: Markup {
        a(.class("brand"), .href("/")) {
            img(.src(Asset.mark), .alt(""), .width(size), .height(size))
            span { "Holdfast" }
        }
    }
}
