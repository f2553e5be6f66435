package xmltext

const (
	xmlSpace   = "http://www.w3.org/XML/1998/namespace"
	xmlnsSpace = "http://www.w3.org/2000/xmlns/"
)

// spaces are the namespaces that prefixes stand for in an element.
type spaces struct {
	uris     map[string][]string // by prefix, the innermost last
	declared [][]string          // the prefixes of each open element
}

func newSpaces() *spaces {
	return &spaces{uris: map[string][]string{"xml": {xmlSpace}, "xmlns": {xmlnsSpace}}}
}

func (s *spaces) push() { s.declared = append(s.declared, nil) }

func (s *spaces) pop() {
	last := len(s.declared) - 1
	for _, prefix := range s.declared[last] {
		s.uris[prefix] = s.uris[prefix][:len(s.uris[prefix])-1]
	}
	s.declared = s.declared[:last]
}

func (s *spaces) add(prefix, uri string) {
	s.uris[prefix] = append(s.uris[prefix], uri)
	last := len(s.declared) - 1
	s.declared[last] = append(s.declared[last], prefix)
}

func (s *spaces) lookup(prefix string) (uri string, known bool) {
	uris := s.uris[prefix]
	if len(uris) == 0 {
		return "", false
	}
	return uris[len(uris)-1], true
}

// uri is "" also for a prefix that XML 1.1 undeclares.
func (s *spaces) uri(prefix string) string {
	uri, _ := s.lookup(prefix)
	return uri
}

// declare binds a prefix, "" for the default, in the element whose tag is read.
// The prefixes and the namespaces of XML itself belong together.
func (c *checker) declare(prefix, uri string) {
	switch {
	case prefix == "xml" && uri != xmlSpace, prefix == "xmlns",
		prefix != "xml" && uri == xmlSpace, uri == xmlnsSpace:
		c.fail("the prefix %q cannot stand for the namespace %q", prefix, uri)
	}
	c.spaces.add(prefix, uri)
}
