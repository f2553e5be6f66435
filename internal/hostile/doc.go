// Package hostile holds what a model, a colleague or a stranger's repository can
// write to harm who reads it: texts that run in a browser, steer a terminal, count as
// formulas in a spreadsheet or as markup in Markdown, hide, or are too much. Tests put
// them everywhere and look at what comes out. Nothing of it is part of the program.
package hostile
