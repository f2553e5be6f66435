package provider

import (
	"bytes"
	"errors"
	"io"
	"slices"
	"strings"
	"testing"
	"testing/iotest"

	"github.com/google/go-cmp/cmp"
)

// readAll gives the events of a stream as "name: data", and the error that ended
// it.
func readAll(from io.Reader) (list []string, err error) { return newEvents(from).all() }

func (e *events) all() (list []string, err error) {
	for {
		ev, err := e.next()
		if err != nil {
			return list, err
		}
		list = append(list, ev.name+": "+string(ev.data))
	}
}

func TestEventsAreReadInEveryForm(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		stream string
		want   []string
	}{
		"nothing":                      {"", nil},
		"one":                          {"data: a\n\n", []string{": a"}},
		"CRLF":                         {"data: a\r\n\r\ndata: b\r\n\r\n", []string{": a", ": b"}},
		"CR":                           {"data: a\r\rdata: b\r\r", []string{": a", ": b"}},
		"mixed ends":                   {"data: a\r\n\ndata: b\n\r\ndata: c\r\n\r", []string{": a", ": b", ": c"}},
		"a mark of the byte order":     {"\ufeffdata: a\n\n", []string{": a"}},
		"comments":                     {": ping\n\n:\n\n: OPENROUTER PROCESSING\n\ndata: a\n: between\n\n", []string{": a"}},
		"a name":                       {"event: delta\ndata: a\n\ndata: b\n\n", []string{"delta: a", ": b"}},
		"a name without data":          {"event: ping\n\ndata: b\n\n", []string{": b"}},
		"data on lines":                {"data: {\ndata:  \"a\":1\ndata:}\n\n", []string{": {\n \"a\":1\n}"}},
		"no space":                     {"data:a\n\n", []string{": a"}},
		"empty data":                   {"data\n\ndata:\n\n", []string{": ", ": "}},
		"other fields":                 {"id: 7\nretry: 1000\nfoo: bar\ndata: a\n\n", []string{": a"}},
		"many blank lines":             {"\n\n\ndata: a\n\n\n\n", []string{": a"}},
		"no blank line at the end":     {"data: a\n\ndata: b\n", []string{": a", ": b"}},
		"no end of the line":           {"data: a\n\ndata: b", []string{": a", ": b"}},
		"a long line":                  {"data: " + strings.Repeat("x", 1<<20) + "\n\n", []string{": " + strings.Repeat("x", 1<<20)}},
		"a colon in the data":          {"data: a: b\n\n", []string{": a: b"}},
		"a name after the data counts": {"data: a\nevent: late\n\n", []string{"late: a"}},
	} {
		for how, from := range map[string]io.Reader{
			"at once": strings.NewReader(c.stream), "byte by byte": iotest.OneByteReader(strings.NewReader(c.stream)),
			"with its end": iotest.DataErrReader(strings.NewReader(c.stream)),
		} {
			got, err := readAll(from)
			if !errors.Is(err, io.EOF) || !slices.Equal(got, c.want) {
				t.Errorf("%s, %s: %v, %s", name, how, err, cmp.Diff(c.want, got))
			}
		}
	}
}

func TestABrokenStreamGivesNoHalfEvent(t *testing.T) {
	t.Parallel()
	broken := errors.New("connection reset")
	for _, half := range []string{"data: b", "data: b\n", "data: b\r\ndata: c"} {
		got, err := readAll(io.MultiReader(strings.NewReader("data: a\n\n"+half), iotest.ErrReader(broken)))
		if !errors.Is(err, broken) || !slices.Equal(got, []string{": a"}) {
			t.Errorf("%q: got %q, %v", half, got, err)
		}
	}
}

// endless repeats a text without end.
type endless string

func (e endless) Read(p []byte) (int, error) {
	return copy(p, strings.Repeat(string(e), len(p)/len(e)+1)), nil
}

func TestAStreamIsBounded(t *testing.T) {
	t.Parallel()
	for text, want := range map[endless]error{
		"x": errLargeEvent, "data: x\n": errLargeEvent, ": ping\n\n": errLargeStream, "\r\n": errLargeStream,
	} {
		e := newEvents(text)
		if want == errLargeStream { //nolint:errorlint // the very one
			e.left = 4 << 20
		}
		if _, err := e.all(); !errors.Is(err, want) {
			t.Errorf("%q: want %v, got %v", string(text), want, err)
		}
	}
}

// FuzzEvents holds the reader to what the bytes are, however they come.
func FuzzEvents(f *testing.F) {
	for _, seed := range []string{"data: a\r\n\r\ndata: b\n\n", ":\r\revent: x\rdata:\r\r", "\ufeffdata\n\n\n", "data: a\ndata: b", "\r\n\n\rdata"} {
		f.Add([]byte(seed))
	}
	f.Fuzz(func(t *testing.T, stream []byte) {
		whole, err := readAll(bytes.NewReader(stream))
		if !errors.Is(err, io.EOF) {
			t.Fatal(err)
		}
		pieces, err := readAll(iotest.OneByteReader(bytes.NewReader(stream)))
		if !errors.Is(err, io.EOF) || !slices.Equal(whole, pieces) {
			t.Errorf("at once %q, byte by byte %q, %v", whole, pieces, err)
		}
		for _, ev := range whole {
			if strings.ContainsRune(ev, '\r') {
				t.Errorf("the end of a line is in %q", ev)
			}
		}
	})
}
