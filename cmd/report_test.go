package cmd_test

import (
	"crypto/sha256"
	"encoding/base64"
	"fmt"
	"os"
	"path/filepath"
	"slices"
	"strings"
	"testing"

	"golang.org/x/net/html"
)

// reported is a report as a browser reads it.
type reported struct {
	*testing.T
	root  *html.Node
	ids   map[string]int
	links []string // that it follows or loads
	text  string   // what a person reads
}

func readReport(t *testing.T, src string) reported {
	t.Helper()
	root, err := html.Parse(strings.NewReader(src))
	if err != nil {
		t.Fatal(err)
	}
	r := reported{T: t, root: root, ids: map[string]int{}}
	var text strings.Builder
	for n := range root.Descendants() {
		if n.Type == html.TextNode && n.Parent.Data != "style" && n.Parent.Data != "script" {
			text.WriteString(n.Data)
		}
		for _, a := range n.Attr {
			switch a.Key {
			case "id":
				r.ids[a.Val]++
			case "href", "src", "srcset", "data", "action", "poster", "cite", "formaction", "ping", "xlink:href":
				r.links = append(r.links, a.Val)
			}
			if strings.HasPrefix(a.Key, "on") || a.Key == "style" {
				t.Errorf("<%s %s=%q> is against the policy", n.Data, a.Key, a.Val)
			}
		}
	}
	r.text = text.String()
	return r
}

// whole checks what holds for every report.
func (r reported) whole() {
	r.Helper()
	for id, n := range r.ids {
		if n > 1 {
			r.Errorf("id %q stands there %d times", id, n)
		}
	}
	for _, link := range r.links {
		target, local := strings.CutPrefix(link, "#")
		if local && r.ids[target] == 0 {
			r.Errorf("link %q leads nowhere", link)
		}
		if !local && link != "data:," {
			r.Errorf("%q is outside of the file", link)
		}
	}
	r.policy()
}

// policy checks that the policy lets run what is there, and nothing else.
func (r reported) policy() {
	r.Helper()
	policy := ""
	for n := range r.root.Descendants() {
		if n.Data == "meta" && slices.ContainsFunc(n.Attr, func(a html.Attribute) bool { return a.Val == "Content-Security-Policy" }) {
			for _, a := range n.Attr {
				if a.Key == "content" {
					policy = a.Val
				}
			}
		}
		if n.Type == html.ElementNode && (n.Data == "style" || n.Data == "script") {
			sum := sha256.Sum256([]byte(n.FirstChild.Data))
			if !strings.Contains(policy, n.Data+"-src 'sha256-"+base64.StdEncoding.EncodeToString(sum[:])+"'") {
				r.Errorf("the policy %q does not name the <%s> that is there", policy, n.Data)
			}
		}
	}
	if !strings.HasPrefix(policy, "default-src 'none'") {
		r.Errorf("policy %q", policy)
	}
}

func (l *lab) report(args ...string) string {
	l.t.Helper()
	return l.ok(append([]string{"report", "-o", "-"}, args...)...)
}

func TestAReportIsOneFileThatNeedsNothingElse(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a", "a c")
	l.set("prompts/q&a.md", "x <y>\n", "another")
	l.run("eval", "--all")
	got := l.want(0, "report")
	raw, err := os.ReadFile(filepath.Join(l.dir, "promptgit-report.html"))
	if err != nil {
		t.Fatal(err)
	}
	if got.out != "" || !strings.Contains(got.stderr, "wrote promptgit-report.html") || !strings.Contains(got.stderr, "outputs of models, which can hold private data") {
		t.Errorf("it says %q and %q", got.out, got.stderr)
	}
	r := readReport(t, string(raw))
	r.whole()
	rows := l.log().Entries
	for _, row := range rows {
		if !strings.Contains(r.text, row.Rev[:7]) || !strings.Contains(r.text, row.Subject) {
			t.Errorf("%s is not told", row.Subject)
		}
		if row.Score != nil && !strings.Contains(r.text, fmt.Sprintf("%.2f", *row.Score)) {
			t.Errorf("the score of %s is not told", row.Subject)
		}
	}
	for _, want := range []string{"prompts/q&a.md", "suites/p.yaml", "Row 3", "broken", "fixed"} {
		if !strings.Contains(r.text, want) {
			t.Errorf("%q is not told", want)
		}
	}
}

func TestAReportHoldsTheOutputsThatWereAskedFor(t *testing.T) {
	t.Parallel()
	l := abc(t, "a hidden1 b c", "a b hidden2 d", "a b hidden3 d", "a b c hidden4")
	l.run("eval", "--all")
	for which, want := range map[string]string{"none": "", "failed": "1234", "all": "1234"} {
		r := readReport(t, l.report("--outputs", which))
		r.whole()
		cases := 0
		for n := range r.root.Descendants() {
			if n.Data == "div" && slices.Contains(n.Attr, html.Attribute{Key: "class", Val: "case"}) {
				cases++
				var text strings.Builder
				for child := range n.Descendants() {
					if child.Type == html.TextNode {
						text.WriteString(child.Data)
					}
				}
				if which == "none" && strings.Contains(text.String(), "hidden") {
					t.Errorf("none: %q", text.String())
				}
			}
		}
		if cases == 0 {
			t.Errorf("%s: no case is told", which)
		}
		for _, n := range want {
			if !strings.Contains(r.text, "hidden"+string(n)) {
				t.Errorf("%s: the output with hidden%c is not there", which, n)
			}
		}
	}
	if err := os.RemoveAll(filepath.Join(l.dir, ".git", "promptgit", "outputs")); err != nil {
		t.Fatal(err)
	}
	if got := l.want(0, "report", "-o", "-"); !strings.Contains(got.out, "the outputs are not in this clone") || strings.Contains(got.stderr, "private") {
		t.Errorf("outputs that are gone: %q", got.stderr)
	}
}

func TestWhatAReportLeavesOutIsSaid(t *testing.T) {
	t.Parallel()
	l := abc(t, "a b c", "a b", "a b d", "a b e")
	l.run("eval", "--all")
	got := l.want(0, "report", "-n", "2", "-o", "-")
	r := readReport(t, got.out)
	r.whole()
	for _, want := range []string{"2 older iterations are left out", "tell nothing new are left out", "as before, without a pass", "promptgit show"} {
		if !strings.Contains(r.text, want) {
			t.Errorf("%q is not said", want)
		}
	}
	if !strings.Contains(got.stderr, "2 iterations of 1 prompt, without 2 older ones") {
		t.Errorf("stderr %q", got.stderr)
	}
}

func TestHostileTextsRunNowhereInAReport(t *testing.T) {
	t.Parallel()
	const evil = `</script></style><script>alert(1)</script><img src=http://x.example onerror=alert(1)>"'` + "`\x1b[31m\u202e"
	l := newLab(t)
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: prompts/*, suite: suites/p.yaml}]\n")
	l.write("suites/p.yaml", "tests:\n  - {id: \"</td><script>x</script>\", assert: [{type: contains, value: zzz, metric: \"<b>m</b>\"}]}\n")
	l.set("prompts/<img src=x>.md", evil+"\n", "<script>alert(2)</script>")
	l.git("config", "user.name", "<b>Eve</b>")
	l.set("prompts/<img src=x>.md", evil+" zzz\n", "</details></main>")
	l.run("eval", "--all")
	r := readReport(t, l.report("--outputs", "all"))
	r.whole()
	scripts, images := 0, 0
	for n := range r.root.Descendants() {
		if n.Type == html.ElementNode {
			scripts += count(n.Data == "script")
			images += count(n.Data == "img")
		}
	}
	if scripts != 1 || images != 0 {
		t.Errorf("%d scripts, %d images", scripts, images)
	}
	if strings.ContainsAny(r.text, "\x1b\u202e") || !strings.Contains(r.text, "alert(1)") {
		t.Error("what does not show is not made visible, or the text is lost")
	}
}

func count(yes bool) int {
	if yes {
		return 1
	}
	return 0
}

func TestAReportRefusesWhatItCannotDo(t *testing.T) {
	t.Parallel()
	empty := newLab(t)
	if got := empty.want(2, "report"); !strings.Contains(got.stderr, "no commit") {
		t.Errorf("an empty repository: %q", got.stderr)
	}
	l := abc(t, "a b c")
	for args, want := range map[string]string{
		"report --format htm": "html", "report --outputs some": "failed", "report -n -1": "number", "report --output=": "no file", "report --prompt nothing.md": "no prompt", "report nowhere": "nowhere",
		"report -o no/such/folder.html": "no/such",
	} {
		got := l.run(strings.Fields(args)...)
		if got.code == 0 || !strings.Contains(got.stderr, want) || got.out != "" {
			t.Errorf("%s: %d %q", args, got.code, got.stderr)
		}
	}
	r := readReport(t, l.report()) // without any record
	r.whole()
	if !strings.Contains(r.text, "not judged") {
		t.Error("it does not say that nothing was judged")
	}
}

// The bound is 5 MB for 200 iterations of 100 cases, each with another output.
func TestAReportOfManyIterationsStaysSmall(t *testing.T) {
	t.Parallel()
	const iterations, cases = 40, 50
	l := newLab(t)
	var suite strings.Builder
	suite.WriteString("tests:\n")
	for i := range cases {
		fmt.Fprintf(&suite, "  - {id: case-%02d, vars: {q: \"where is my parcel number %d, and who pays for it\"}, assert: [{type: contains, value: w%02dw}]}\n", i, i, i)
	}
	l.write("promptgit.yaml", "version: 1\nprovider: echo\nprompts: [{path: prompts/*.md, suite: suites/p.yaml}]\n")
	l.write("suites/p.yaml", suite.String())
	for i := range iterations {
		var text strings.Builder
		for c := range cases {
			if (c%7 == 0) == (c == i%cases) { // some fail always, and one flips each time
				fmt.Fprintf(&text, "w%02dw ", c)
			}
		}
		l.set(ofP, fmt.Sprintf("Version %d: %s{{ q }}\n", i, text.String()), fmt.Sprintf("iteration %d", i))
	}
	l.run("eval", "--all")
	out := l.report()
	readReport(t, out).whole()
	if most := 5_000_000 * iterations * cases / (200 * 100); len(out) > most {
		t.Errorf("%d bytes, at most %d", len(out), most)
	}
	if !strings.Contains(out, "w00w w01w") {
		t.Error("there is no output in it")
	}
}
