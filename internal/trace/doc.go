// Package trace reads what production logged of a prompt: JSON lines of inputs
// and answers, in the shapes that loggers write. It is pure, apart from the
// reader that it is given.
package trace
