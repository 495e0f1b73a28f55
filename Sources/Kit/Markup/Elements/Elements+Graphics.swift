// SVG drawings: charts and icons.

package let svg = Element<HTML.Drawing>("svg")

package let g = Element<HTML.Graphic>("g")
package let path = Element<HTML.Graphic>("path")
package let rect = Element<HTML.Graphic>("rect")
package let circle = Element<HTML.Graphic>("circle")
package let ellipse = Element<HTML.Graphic>("ellipse")
package let line = Element<HTML.Graphic>("line")
package let polyline = Element<HTML.Graphic>("polyline")
package let polygon = Element<HTML.Graphic>("polygon")

package let use = Element<HTML.Use>("use")

/// Words inside a drawing.
package let svgText = Element<HTML.Graphic>("text")
/// The name of a drawing or of one shape, shown when pointed at.
package let svgTitle = Element<HTML.Plain>("title")
