// Package chart draws pictures of numbers as SVG: values in, markup out. The report of the simulator and the figures of the desk both draw
// with it.
//
// # For everybody
//
// A picture carries its title and a sentence about it, for people who hear pages, and every page puts a table with the same numbers
// behind it. No difference is made by colour alone: curves have dashes and dots of their own, and parts of a bar have hatching. What a
// reader should know about colours is which class means what; Swatch draws the sample for a legend.
//
// # What it leaves to the page
//
// Nothing here chooses a colour. Shapes have classes (c0 to c5 for curves and parts, grid, tick, rail, mark, hatch), and the style sheet of the
// page gives them colours for light and dark. There is no style attribute and no script, so that a strict policy about content holds.
package chart
