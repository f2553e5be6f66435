// Package nunjucks renders templates as Nunjucks 3.2.4 does with autoescape
// off: the same text for the same values, and an error where it has one.
//
// A template is read once and then walked. Nunjucks itself writes JavaScript
// text and leaves grouping to JavaScript's precedence, so the parser here first
// makes the same flat row of operands and operators and then groups it by those
// rules (flat.go). Values keep JavaScript's meaning: truthiness, equality,
// strings counted in UTF-16 units, numbers that are doubles.
//
// A Jinja engine cannot stand in: gonja's lexer and expression grammar are not
// open to extension, and of the snippets in testdata that Nunjucks renders they
// refuse one in seven random expressions, among them conditions in parentheses
// and ===, whatever would evaluate the rest.
//
// Rendering has no access to files, network, clock or randomness. Includes come
// from a map. Work is counted, so that an endless loop or an exploding string
// ends in an error and not in a hung process.
package nunjucks
