// Package xlsx reads the cells of a spreadsheet in the Office Open XML format
// (ECMA-376, part 1, chapter 18) as the texts that promptfoo takes them for. It
// knows no formulas, styles or charts: a formula is the result that was saved
// with it, and of the styles only those count that make a number a date. What a
// file unpacks to is bounded.
//
//	book, err := xlsx.Open(src)
//	sheet, err := book.Sheet(0)
//	first := sheet.Rows[0][0].Text
package xlsx
