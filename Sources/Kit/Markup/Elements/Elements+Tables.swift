// Tables.

package let table = Element<HTML.Plain>("table")
package let caption = Element<HTML.Plain>("caption")
package let thead = Element<HTML.Plain>("thead")
package let tbody = Element<HTML.Plain>("tbody")
package let tfoot = Element<HTML.Plain>("tfoot")
package let tr = Element<HTML.Plain>("tr")
package let colgroup = Element<HTML.Plain>("colgroup")

package let td = Element<HTML.Cell>("td")

package let th = Element<HTML.HeaderCell>("th")

package let col = VoidElement<HTML.Column>("col")
