package page

// Links gives the addresses of pages: of a server, or of the parts of a file. An
// address is "" where there is no such page.
type Links interface {
	Overview() string
	History(prompt string) string
	Detail(prompt, rev string) string
	Compare(prompt, a, b string) string
	Matrix(prompt string) string
	Suite(prompt string) string
	Bisect(prompt string) string
	Search(text string) string
	Grade(prompt, rev string) string
}
