/// The kinds of elements, as far as they differ in their attributes. Elements with the global
/// attributes only are all `Plain`.
package enum HTML {
    package enum Plain {}
    package enum Anchor: LinkKind {}
    package enum HeadLink: LinkKind {}
    package enum Meta {}
    package enum Script: SourceKind {}
    package enum Image: SourceKind, SizedKind {}
    package enum OrderedList {}
    package enum Time {}
    package enum Details {}
    package enum Dialog {}
    package enum Form {}
    package enum Fieldset {}
    package enum Label {}
    package enum Input: ControlKind, TextControlKind, PopoverButtonKind, MeasuredKind {}
    package enum TextArea: ControlKind, TextControlKind {}
    package enum Select: ControlKind {}
    package enum Option {}
    package enum OptionGroup {}
    package enum Button: ControlKind, PopoverButtonKind {}
    package enum Output {}
    package enum Gauge: MeasuredKind {}
    package enum Cell: CellKind {}
    package enum HeaderCell: CellKind {}
    package enum Column {}
    package enum Drawing: SizedKind, GraphicKind {}
    package enum Graphic: GraphicKind {}
    package enum Use: LinkKind, GraphicKind {}
}

/// Takes `href`.
package protocol LinkKind {}
/// Takes `src`.
package protocol SourceKind {}
/// Takes `width` and `height` in pixels.
package protocol SizedKind {}
/// Takes `name`, `disabled`, `required`: the controls of a form.
package protocol ControlKind {}
/// A control that is typed into.
package protocol TextControlKind {}
/// May open and close a popover without a script.
package protocol PopoverButtonKind {}
/// Takes `min`, `max` and a numeric `value`.
package protocol MeasuredKind {}
/// Takes `colspan` and `rowspan`.
package protocol CellKind {}
/// A shape of an SVG drawing.
package protocol GraphicKind {}
