// The controls of a form; the form itself is `form(_:)`.

package let fieldset = Element<HTML.Fieldset>("fieldset")

package let legend = Element<HTML.Plain>("legend")

package let label = Element<HTML.Label>("label")

package let input = VoidElement<HTML.Input>("input")

package let textarea = Element<HTML.TextArea>("textarea", swallowsFirstNewline: true)

package let select = Element<HTML.Select>("select")

package let option = Element<HTML.Option>("option")

package let optgroup = Element<HTML.OptionGroup>("optgroup")

package let button = Element<HTML.Button>("button")

package let output = Element<HTML.Output>("output")

package let progress = Element<HTML.Gauge>("progress")
package let meter = Element<HTML.Gauge>("meter")

package let datalist = Element<HTML.Plain>("datalist")
