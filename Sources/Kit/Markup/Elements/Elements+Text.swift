// What is read: sections, headings, lists and phrases.

package let main = Element<HTML.Plain>("main")
package let section = Element<HTML.Plain>("section")
package let article = Element<HTML.Plain>("article")
package let aside = Element<HTML.Plain>("aside")
package let header = Element<HTML.Plain>("header")
package let footer = Element<HTML.Plain>("footer")
package let nav = Element<HTML.Plain>("nav")
package let search = Element<HTML.Plain>("search")
package let hgroup = Element<HTML.Plain>("hgroup")
package let address = Element<HTML.Plain>("address")
package let div = Element<HTML.Plain>("div")
package let p = Element<HTML.Plain>("p")
package let blockquote = Element<HTML.Plain>("blockquote")
package let figure = Element<HTML.Plain>("figure")
package let figcaption = Element<HTML.Plain>("figcaption")

package let h1 = Element<HTML.Plain>("h1")
package let h2 = Element<HTML.Plain>("h2")
package let h3 = Element<HTML.Plain>("h3")
package let h4 = Element<HTML.Plain>("h4")

package let ul = Element<HTML.Plain>("ul")
package let li = Element<HTML.Plain>("li")
package let dl = Element<HTML.Plain>("dl")
package let dt = Element<HTML.Plain>("dt")
package let dd = Element<HTML.Plain>("dd")

package let ol = Element<HTML.OrderedList>("ol")

package let span = Element<HTML.Plain>("span")
package let strong = Element<HTML.Plain>("strong")
package let em = Element<HTML.Plain>("em")
package let b = Element<HTML.Plain>("b")
package let small = Element<HTML.Plain>("small")
package let code = Element<HTML.Plain>("code")
package let kbd = Element<HTML.Plain>("kbd")
package let samp = Element<HTML.Plain>("samp")
package let mark = Element<HTML.Plain>("mark")
package let del = Element<HTML.Plain>("del")
package let ins = Element<HTML.Plain>("ins")
package let sub = Element<HTML.Plain>("sub")
package let sup = Element<HTML.Plain>("sup")
package let abbr = Element<HTML.Plain>("abbr")
package let bdi = Element<HTML.Plain>("bdi")

package let pre = Element<HTML.Plain>("pre", swallowsFirstNewline: true)

package let a = Element<HTML.Anchor>("a")

package let time = Element<HTML.Time>("time")

package let details = Element<HTML.Details>("details")

package let summary = Element<HTML.Plain>("summary")

package let dialog = Element<HTML.Dialog>("dialog")

package let br = VoidElement<HTML.Plain>("br")
package let hr = VoidElement<HTML.Plain>("hr")
package let wbr = VoidElement<HTML.Plain>("wbr")

package let img = VoidElement<HTML.Image>("img")
