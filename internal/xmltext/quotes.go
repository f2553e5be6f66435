package xmltext

// quotes is the quote that is open, 0 for none.
type quotes rune

// take reads one character and says whether it is a quote or stands in quotes.
func (q *quotes) take(r rune) bool {
	switch {
	case *q != 0:
		if r == rune(*q) {
			*q = 0
		}
		return true
	case r == '"' || r == '\'':
		*q = quotes(r)
		return true
	}
	return false
}
