package prompt

import "strings"

// language says how a programming language writes texts that promptgit can read.
type language struct {
	quotes  []quote
	heredoc bool // <<NAME
}

// quote is one way to write a text.
type quote struct {
	open, shut string
	letters    string  // that may stand before it, in any order
	lines      bool    // it may hold line ends
	escapes    escapes // what a backslash means in it
	closing    bool    // the line that closes it counts for the indentation
}

// escapes are the letters that mean something after a backslash, "" for a text in
// which a backslash is one.
type escapes string

// Beside the letters n, t and the like these mean: u four hex digits or {…}, U eight,
// x two, 0 an octal number of up to three digits, "$" itself and "j" a line end that
// joins lines.
const (
	raw          escapes = ""
	pythonEscape escapes = `\'"abfnrtvuUx0j`
	scriptEscape escapes = "\\'\"`bfnrtvux0j"
	javaEscape   escapes = `\'"bfnrtsu0j`
	goEscape     escapes = `\'"abfnrtvuUx0`
	cEscape      escapes = `\'"?abefnrtvuUx0j`
	swiftEscape  escapes = `\'"nrtu0j`
	kotlinEscape escapes = `\'"bnrtu$`
	rubyEscape   escapes = `\'"abefnrstvux0j#`
	phpEscape    escapes = `\"efnrtvux0$`
	shellEscape  escapes = "\\\"`$j"
	quoteEscape  escapes = `\'`
)

// languageOf gives the language of an ending such as ".py". The second is false for
// a file that is no program.
func languageOf(ext string) (language, bool) {
	plain := func(e escapes) quote { return quote{open: `"`, shut: `"`, escapes: e} }
	single := func(e escapes) quote { return quote{open: `'`, shut: `'`, escapes: e} }
	block := func(e escapes, closing bool) quote {
		return quote{open: `"""`, shut: `"""`, lines: true, escapes: e, closing: closing}
	}
	switch strings.ToLower(ext) {
	case ".py", ".pyi", ".pyw":
		triple, apostrophes := block(pythonEscape, false), quote{open: `'''`, shut: `'''`, lines: true, escapes: pythonEscape}
		one, two := plain(pythonEscape), single(pythonEscape)
		quotes := []quote{triple, apostrophes, one, two}
		for i := range quotes {
			quotes[i].letters = "rRbBuUfF"
		}
		return language{quotes: quotes}, true
	case ".js", ".jsx", ".mjs", ".cjs", ".ts", ".tsx", ".mts", ".cts", ".vue", ".svelte", ".astro":
		return language{quotes: []quote{{open: "`", shut: "`", lines: true, escapes: scriptEscape}, plain(scriptEscape), single(scriptEscape)}}, true
	case ".go":
		return language{quotes: []quote{{open: "`", shut: "`", lines: true}, plain(goEscape)}}, true
	case ".java":
		return language{quotes: []quote{block(javaEscape, true), plain(javaEscape)}}, true
	case ".kt", ".kts", ".scala", ".sc":
		return language{quotes: []quote{block(raw, false), plain(kotlinEscape)}}, true
	case ".groovy", ".gradle":
		return language{quotes: []quote{block(javaEscape, false), plain(javaEscape), single(javaEscape)}}, true
	case ".swift":
		return language{quotes: []quote{block(swiftEscape, true), plain(swiftEscape)}}, true
	case ".rs":
		return language{quotes: []quote{{open: "r#", shut: `"#`, lines: true}, {open: `r"`, shut: `"`, lines: true}, plain(cEscape)}}, true
	case ".cs":
		return language{quotes: []quote{{open: `@"`, shut: `"`, letters: "$", lines: true, escapes: doubled}, withLetters(block(raw, true), "$"), withLetters(plain(cEscape), "$")}}, true
	case ".rb", ".rake":
		return language{quotes: []quote{plain(rubyEscape), single(quoteEscape)}, heredoc: true}, true
	case ".php":
		return language{quotes: []quote{plain(phpEscape), single(quoteEscape)}, heredoc: true}, true
	case ".sh", ".bash", ".zsh", ".ksh":
		return language{quotes: []quote{
			{open: `'`, shut: `'`, lines: true},
			{open: `"`, shut: `"`, lines: true, escapes: shellEscape},
		}, heredoc: true}, true
	case ".ex", ".exs":
		return language{quotes: []quote{block(rubyEscape, true), plain(rubyEscape)}}, true
	case ".dart":
		return language{quotes: []quote{block(kotlinEscape, false), {open: `'''`, shut: `'''`, lines: true, escapes: kotlinEscape}, plain(kotlinEscape), single(kotlinEscape)}}, true
	case ".lua":
		return language{quotes: []quote{{open: "[[", shut: "]]", lines: true}, plain(cEscape), single(cEscape)}}, true
	case ".c", ".h", ".cc", ".cpp", ".cxx", ".hpp", ".m", ".mm":
		return language{quotes: []quote{{open: `R"(`, shut: `)"`, lines: true}, plain(cEscape)}}, true
	}
	return language{}, otherProgram(strings.ToLower(ext))
}

// doubled stands for texts in which a quote is written twice.
const doubled escapes = "doubled"

func withLetters(q quote, letters string) quote {
	q.letters = letters
	return q
}

// otherProgram tells the endings of programs whose texts are not read: the lines
// between two marks are the prompt.
func otherProgram(ext string) bool {
	switch ext {
	case ".pl", ".pm", ".r", ".jl", ".hs", ".lhs", ".elm", ".erl", ".hrl", ".clj", ".cljs", ".cljc", ".lisp", ".el", ".scm",
		".ml", ".mli", ".fs", ".fsx", ".vb", ".bas", ".pas", ".nim", ".zig", ".v", ".d", ".f90", ".f", ".cob", ".ada", ".tcl",
		".ps1", ".psm1", ".bat", ".cmd", ".fish", ".sql", ".ipynb", ".css", ".scss", ".less", ".proto", ".tf", ".hcl", ".nix",
		".cmake", ".mk", ".sol", ".gd", ".coffee", ".cr", ".asm", ".s":
		return true
	}
	return false
}
