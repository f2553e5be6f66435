package nunjucks

// expr is a node of an expression.
type expr interface{ eval(r *run) any }

// stmt is a node that writes to the output.
type stmt interface{ exec(r *run) }

// Expressions.
type (
	literal struct{ v any }
	pattern struct{ re *regexValue } // a regular expression
	name    struct{ name string }
	member  struct{ x, key expr }
	list    struct{ items []expr }
	dict    struct {
		keys    []string
		values  []expr
		keyword bool // the name=value arguments of a call
	}
	sequence struct{ items []expr } // (a, b): the last one counts
	unary    struct {
		op string
		x  expr
	}
	binary struct {
		op   string
		l, r expr
	}
	logic struct {
		or   bool
		l, r expr
	}
	choice    struct{ cond, yes, no expr } // no is nil without else
	contains  struct{ key, in expr }
	floor     struct{ x expr } // what is left of // once it became a division
	power     struct{ x, y expr }
	condition struct { // x is name(arg)
		pos  int
		name string
		x    expr
		arg  expr // nil for none
	}
	filter struct {
		pos  int
		name string
		args []expr
	}
	call struct {
		pos   int
		fn    expr
		label string // for the message when it is no function
		args  []expr
	}
	capture struct{ body []stmt } // the output of statements as a value
	caller  struct{ *macro }      // the body of a call block as a function
)

// Statements.
type (
	raw   struct{ text string }
	print struct {
		pos int
		x   expr
	}
	branch struct {
		cond      expr
		then, alt []stmt
	}
	loop struct {
		names     []string
		pos       int
		in        expr
		body, alt []stmt
	}
	assign struct {
		names []string
		x     expr
	}
	define struct{ *macro }
	macro  struct {
		name     string
		pos      int
		args     []string
		kwargs   []string
		defaults []expr
		body     []stmt
	}
	include struct {
		pos     int
		path    expr
		missing bool // ignore a missing one
	}
	extends struct {
		pos  int
		path expr
	}
	block struct {
		name string
		pos  int
		body []stmt
	}
	module struct { // import "path" as name
		pos     int
		path    expr
		as      string
		context bool
	}
	pick struct { // from "path" import names
		pos       int
		path      expr
		names, as []string
		context   bool
	}
	choose struct { // switch
		x        expr
		cases    []match
		fallback []stmt
	}
	match struct {
		x    expr
		body []stmt
	}
)
