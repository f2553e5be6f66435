package page_test

import (
	"reflect"
	"strings"
	"testing"
	"time"

	"golang.org/x/net/html"

	"github.com/promptgit/promptgit/internal/page"
)

// hostile ends what may be open, runs a script if it can, turns the direction of
// text, and has bytes that are none.
const hostile = "x'\"></title></textarea></script></style><script>alert(1)</script><img src=x onerror=alert(1)>" +
	"{{.}}`${1}`\x00\x1b[31m\u202e\u2066\ufeff\U000e0041\x9b\xff"

// fill sets every string of a value to a text, every number to some number, and
// every list to two elements.
func fill(v reflect.Value, text string) {
	switch v.Kind() {
	case reflect.String:
		v.SetString(text)
	case reflect.Int, reflect.Int64:
		v.SetInt(2)
	case reflect.Float64:
		v.SetFloat(0.5)
	case reflect.Bool:
		v.SetBool(true)
	case reflect.Pointer:
		v.Set(reflect.New(v.Type().Elem()))
		fill(v.Elem(), text)
	case reflect.Slice:
		v.Set(reflect.MakeSlice(v.Type(), 2, 2))
		fallthrough
	case reflect.Array:
		for i := range v.Len() {
			fill(v.Index(i), text)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			v.Set(reflect.ValueOf(time.Date(2026, 11, 28, 12, 0, 0, 0, time.UTC)))
			return
		}
		for i := range v.NumField() {
			fill(v.Field(i), text)
		}
	default:
		panic("a model has a " + v.Kind().String())
	}
}

// kinds are the strings that choose what is drawn: with hostile text in them only
// the page for what is not known is drawn.
func kinds(v reflect.Value, outcome page.Outcome, kind page.WordKind, verdict string) {
	switch v.Kind() {
	case reflect.Pointer, reflect.Interface:
		kinds(v.Elem(), outcome, kind, verdict)
	case reflect.Slice:
		for i := range v.Len() {
			kinds(v.Index(i), outcome, kind, verdict)
		}
	case reflect.Struct:
		if v.Type() == reflect.TypeFor[time.Time]() {
			return
		}
		for i := range v.NumField() {
			if name := v.Type().Field(i).Name; name == "Verdict" || name == "Flip" {
				v.Field(i).SetString(verdict)
			}
			kinds(v.Field(i), outcome, kind, verdict)
		}
	case reflect.String:
		switch v.Type() {
		case reflect.TypeFor[page.Outcome]():
			v.SetString(string(outcome))
		case reflect.TypeFor[page.WordKind]():
			v.SetString(string(kind))
		}
	default:
	}
}

func TestHostileTextStaysText(t *testing.T) {
	t.Parallel()
	for _, empty := range views() {
		for _, set := range []struct {
			outcome page.Outcome
			kind    page.WordKind
			verdict string
		}{
			{hostile, hostile, hostile},
			{page.Failed, page.Added, "worse"},
			{page.Passed, page.Gone, "better"},
			{page.NotJudged, page.Both, "fixed"},
			{page.NotAsked, page.Both, "broken"},
		} {
			v := reflect.New(reflect.TypeOf(empty).Elem()).Interface().(page.View)
			fill(reflect.ValueOf(v).Elem(), hostile)
			kinds(reflect.ValueOf(v), set.outcome, set.kind, set.verdict)
			text := draw(t, v)
			wellFormed(t, v.Kind(), text)
			doc := tree(t, text)
			scripts := elements(doc, "script")
			if len(scripts) != 1 || attribute(scripts[0], "src") != "/page.js" {
				t.Errorf("%s: %d scripts", v.Kind(), len(scripts))
			}
			for _, img := range elements(doc, "img") {
				t.Errorf("%s: an image of %q", v.Kind(), attribute(img, "src"))
			}
			if i := strings.IndexAny(text, "\x00\x1b\u202e\u2066\ufeff\U000e0041\u009b"); i >= 0 {
				t.Errorf("%s: a character that does not show: %q", v.Kind(), text[max(i-60, 0):i+8])
			}
			if strings.Contains(text, "ZgotmplZ") {
				t.Errorf("%s: an address was refused", v.Kind())
			}
		}
	}
}

// wellFormed fails where an element stands open, an id stands twice or an attribute
// would need a weaker policy of content.
func wellFormed(tb testing.TB, kind page.Kind, text string) {
	tb.Helper()
	void := map[string]bool{"meta": true, "link": true, "input": true, "br": true, "hr": true, "wbr": true}
	var open []string
	ids := map[string]bool{}
	z := html.NewTokenizer(strings.NewReader(text))
	for {
		switch z.Next() {
		case html.ErrorToken:
			if len(open) > 0 {
				tb.Errorf("%s: %v stand open", kind, open)
			}
			return
		case html.StartTagToken:
			token := z.Token()
			if !void[token.Data] {
				open = append(open, token.Data)
			}
			for _, a := range token.Attr {
				switch {
				case a.Key == "style", strings.HasPrefix(a.Key, "on"):
					tb.Errorf("%s: <%s %s=%q>", kind, token.Data, a.Key, a.Val)
				case a.Key == "id" && ids[a.Val]:
					tb.Errorf("%s: the id %q stands twice", kind, a.Val)
				case a.Key == "id":
					ids[a.Val] = true
				}
			}
		case html.EndTagToken:
			token := z.Token()
			if len(open) == 0 || open[len(open)-1] != token.Data {
				tb.Fatalf("%s: </%s> closes %v\n…%s", kind, token.Data, open, text[:min(len(text), 300)])
			}
			open = open[:len(open)-1]
		default:
		}
	}
}

func TestAPageOfNothingIsDrawn(t *testing.T) {
	t.Parallel()
	for _, v := range views() {
		text := draw(t, v)
		wellFormed(t, v.Kind(), text)
		if len(elements(tree(t, text), "h1")) != 1 {
			t.Errorf("%s: not one heading of the page", v.Kind())
		}
	}
}
