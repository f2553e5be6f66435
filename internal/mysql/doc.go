// Package mysql says whether a text is SQL of MySQL as promptfoo 0.121 decides
// it, and which tables and columns it touches.
//
// promptfoo asks node-sql-parser 5.4, whose grammar is neither MySQL's nor that
// of any other parser: it takes INSERT without INTO, MINUS and FULL JOIN, and
// refuses NATURAL JOIN, USE INDEX and a tab in double quotes. What it takes was
// learned by asking it; parsers for MySQL itself agree with it on four
// statements of five.
//
// Like that grammar, this parser has no tokens: whether a word is a name or a
// keyword depends on where it stands. It tries the forms of a statement in
// turn, the first that fits is kept, and what has been kept is not reconsidered.
// Each expression is read once for each place where one may begin, so that time
// stays in proportion to the length.
package mysql
