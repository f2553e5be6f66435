package page

// scene is what a template sees: a value to draw, where links lead, and what makes
// the ids of this part its own. Templates call each other with [scene.Of].
type scene struct {
	V     any   // to draw
	Page  View  // it is on
	Links Links // nil never
	Part  string
}

// Of is the same scene with another value to draw.
func (s scene) Of(value any) scene {
	s.V = value
	return s
}

// ID makes an id that no other part of the document has.
func (s scene) ID(name string) string {
	if s.Part == "" {
		return name
	}
	return s.Part + "-" + name
}

// Frame stands around the page.
func (s scene) Frame() *Frame { return s.Page.Outer() }

// Prompt is what the page is about, "" for none.
func (s scene) Prompt() string { return s.Page.Subject() }

// Asks says whether the page can be asked for with another query: only then a form
// or a link to another page of a list makes sense.
func (s scene) Asks() bool {
	_, ok := s.Links.(asker)
	return ok && s.Frame().Live
}

// With is the address of this page with one field of its query set to another
// value, from the first page of the list; "" where it cannot be asked for.
func (s scene) With(field, value string) string {
	q := s.Frame().Query
	q.Page = 0
	switch field {
	case "show":
		q.Show = value
	case "sort":
		q.Sort = value
	case "metric":
		q.Metric = value
	case "verdict":
		q.Verdict = value
	default:
		return ""
	}
	return s.ask(q)
}

// At is the address of the page n of this list.
func (s scene) At(n int) string {
	q := s.Frame().Query
	q.Page = n
	return s.ask(q)
}

func (s scene) ask(q Query) string {
	if !s.Asks() {
		return ""
	}
	if q.Prompt == "" {
		q.Prompt = s.Prompt()
	}
	return s.Links.(asker).Ask(s.Page.Kind(), q)
}

// Is says whether the page is of that kind.
func (s scene) Is(kind Kind) bool { return s.Page.Kind() == kind }

// tab is a page of the prompt in the navigation.
type tab struct {
	Name, Key, Address string // the address is "" where there is no such page
	Here               bool
}

// Tab is one of the pages of the prompt.
func (s scene) Tab(kind Kind, key, name, address string) tab {
	return tab{name, key, address, s.Is(kind)}
}

// Rev is the revision that the address names, "" for the newest.
func (s scene) Rev() string { return s.Frame().Query.Rev }

// Number is which page of a list this is.
func (s scene) Number() int { return max(s.Frame().Query.Page, 1) }

// Earlier is the address of the page of the list before this one.
func (s scene) Earlier() string {
	if s.Number() == 1 {
		return ""
	}
	return s.At(s.Number() - 1)
}

// Later is the address of the page of the list after this one, of so many.
func (s scene) Later(pages int) string {
	if s.Number() >= pages {
		return ""
	}
	return s.At(s.Number() + 1)
}

// Path is the address of this page without a query, for a form.
func (s scene) Path() string { return "/" + string(s.Page.Kind()) }

// Step is the address of another iteration of the prompt, "" for none.
func (s scene) Step(rev string) string {
	if rev == "" {
		return ""
	}
	return s.Links.Detail(s.Prompt(), rev)
}

// Item is the address of another output to grade, "" for none.
func (s scene) Item(ticket string) string {
	if ticket == "" {
		return ""
	}
	q := s.Frame().Query
	q.Item = ticket
	return s.ask(q)
}
