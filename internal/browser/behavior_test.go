package browser_test

import (
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/browser"
)

// loaded is true once the page at a path is there with its script.
func loaded(path string) string {
	return "location.pathname === '" + path + "' && document.readyState === 'complete'"
}

func TestKeysLeadFromTheOverviewToAComparisonAndBack(t *testing.T) {
	t.Parallel()
	s := demo(t)
	page := enter(t, s, browser.Look{Width: wide})
	for _, step := range []struct{ keys, until string }{
		{"j", "document.activeElement.closest('[data-row]')"},
		{"\r", loaded("/history")},
		{"jjj", "document.activeElement.textContent.includes('Warm up the tone')"},
		{"\r", loaded("/iteration") + " && document.querySelector('h1').textContent.includes('Warm up the tone')"},
		{"]", loaded("/iteration") + " && document.querySelector('h1').textContent.includes('opening hours')"},
		{"[", loaded("/iteration") + " && document.querySelector('h1').textContent.includes('Warm up the tone')"},
		{"gc", loaded("/compare")},
		{"j", "document.activeElement.closest('details[data-row]')"},
		{"\r", "document.activeElement.closest('details').open"},
		{"gh", loaded("/history")},
		{"?", "document.querySelector('dialog').open"},
		{"\x1b", "!document.querySelector('dialog').open"},
		{"/", "document.activeElement.type === 'search'"},
		{"refund\r", loaded("/search") + " && location.search === '?q=refund'"},
		{"go", loaded("/")},
		{"\t", "document.activeElement.matches('.skip')"},
		{"\r", "location.hash === '#main'"},
	} {
		must(t, page.Type(step.keys))
		if err := page.Until(step.until); err != nil {
			t.Fatalf("after %q: %v", step.keys, err)
		}
	}
	seen := page.Seen()
	clean(t, &seen, s.base)
}

func TestAFilterStandsInTheAddressAndStays(t *testing.T) {
	t.Parallel()
	s := demo(t)
	for name, look := range map[string]browser.Look{"with script": {Width: wide}, "without": {Width: wide, NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			page := enter(t, s, look)
			must(t, page.Click("main tbody th a"))
			must(t, page.Until(loaded("/history")))
			const rows = "[...document.querySelectorAll('main .timeline tbody tr[data-row]')].map(r => r.querySelector('th').innerText).join('|')"
			all := ask[string](t, page, rows)
			must(t, page.Click("select[name=verdict]"))
			must(t, page.Type("wo\r"))
			must(t, page.Click("form.filter button"))
			must(t, page.Until(loaded("/history")+" && new URLSearchParams(location.search).get('verdict') === 'worse'"))
			if address := ask[string](t, page, "location.search"); !look.NoScript && (strings.Contains(address, "=&") || strings.HasSuffix(address, "=")) {
				t.Errorf("the address holds what nobody typed: %s", address)
			}
			left := ask[string](t, page, rows)
			if strings.Count(left, "|") >= strings.Count(all, "|") || !strings.Contains(left, "Warm up the tone") {
				t.Errorf("of %q the filter left %q", all, left)
			}
			must(t, page.Reload())
			if again := ask[string](t, page, rows+" + document.querySelector('select[name=verdict]').value"); again != left+"worse" {
				t.Errorf("%q became %q", left, again)
			}
			seen := page.Seen()
			clean(t, &seen, s.base)
		})
	}
}

func TestOutputsStandSideBySideWhereThereIsRoom(t *testing.T) {
	t.Parallel()
	s := demo(t)
	page := enter(t, s, browser.Look{Width: wide})
	must(t, page.Go(s.base+demoPages(t, s)["compare"]))
	const places = `(() => { const [a, b] = [...document.querySelectorAll('details[open] .two > section')].map(s => s.getBoundingClientRect());
		return a.top === b.top && b.left >= a.right ? 'beside' : b.top >= a.bottom && a.left === b.left ? 'below' : 'neither' })()`
	must(t, page.Click("details[data-row] summary"))
	must(t, page.Until("document.querySelector('details[data-row][open]')"))
	if got := ask[string](t, page, places); got != "beside" {
		t.Errorf("at %d px the versions stand %s each other", wide, got)
	}
	if words := ask[string](t, page, "document.querySelector('details[open] ins').textContent"); !strings.Contains(words, "Hello") {
		t.Errorf("the words that came are %q", words)
	}
	picture(t, page, "compare-open-1280")
	must(t, page.Look(browser.Look{Width: narrow, Height: 740}))
	must(t, page.Until(places+" === 'below'"))
	picture(t, page, "compare-open-360")
}

// slowProject has a judged version and one that is not, and a model that answers each
// case when the test lets it.
func slowProject(t *testing.T) *project {
	t.Helper()
	p := ownProject(t)
	p.write(t, "suites/p.yaml", "tests:\n  - {id: one, vars: {q: one}, assert: [{type: contains, value: answer}]}\n  - {id: two, vars: {q: two}, assert: [{type: contains, value: answer}]}\n  - {id: three, vars: {q: three}, assert: [{type: contains, value: nothing}]}\n")
	p.write(t, "model.sh", "#!/bin/sh\nin=$(cat)\nwhile [ ! -e '"+p.root+"/go-'\"${in##* }\" ]; do sleep 0.02; done\necho answer\n")
	p.write(t, "prompts/p.md", "Say {{ q }}\n")
	p.ok(t, "git", "add", "-A")
	p.ok(t, "git", "commit", "-qm", "first version")
	p.answer(t, "one", "two", "three")
	_, _ = p.run("promptgit", "eval", "HEAD", "--provider", "exec:./model.sh", "--model", "m") // a case fails
	for _, name := range []string{"one", "two", "three"} {
		must(t, os.Remove(filepath.Join(p.root, "go-"+name)))
	}
	p.write(t, "prompts/p.md", "Please say {{ q }}\n")
	p.ok(t, "git", "commit", "-qam", "second version")
	return p
}

// answer lets the model answer cases.
func (p *project) answer(t *testing.T, cases ...string) {
	t.Helper()
	for _, name := range cases {
		must(t, os.WriteFile(filepath.Join(p.root, "go-"+name), nil, 0o666)) //nolint:gosec // it is empty
	}
}

func TestAPageFollowsAnEvaluationOfAnotherProcess(t *testing.T) {
	t.Parallel()
	needsBrowser(t)
	p := slowProject(t)
	s := p.serving(t)
	page := enter(t, s, browser.Look{Width: wide})
	must(t, page.Click("main tbody th a"))
	must(t, page.Until(loaded("/history")+" && document.querySelector('main').innerText.includes('not judged')"))
	must(t, page.Click("#f-where"))
	must(t, page.Type("score < 1\x1b"))
	must(t, page.Click("main summary"))
	must(t, page.Until("document.querySelector('main details').open && (window.notLoadedAgain = true)"))

	eval := p.command("promptgit", "eval", "HEAD", "-j", "1", "--provider", "exec:./model.sh", "--model", "m")
	must(t, eval.Start())
	ended := false
	t.Cleanup(func() {
		if !ended {
			_ = eval.Process.Kill() // the test failed
			_ = eval.Wait()
		}
	})
	must(t, page.Until("document.querySelector('.running')?.innerText.includes('0 samples')"))
	p.answer(t, "one")
	must(t, page.Until("document.querySelector('.running progress')?.value === 1 && document.querySelector('.running progress').max === 3"))
	p.answer(t, "two", "three")
	_ = eval.Wait() // a case fails, which is exit 1
	ended = true
	if code := eval.ProcessState.ExitCode(); code != 1 {
		t.Fatalf("eval ends with %d", code)
	}
	must(t, page.Until("!document.querySelector('.running') && !document.querySelector('main').innerText.includes('not judged') && document.querySelectorAll('main .timeline tbody tr[data-row]').length === 2"))
	for what, expression := range map[string]string{
		"the page was loaded again":      "window.notLoadedAgain",
		"what was typed is gone":         "document.querySelector('#f-where').value === 'score < 1'",
		"what was opened is closed":      "document.querySelector('main details').open",
		"what had the focus lost it":     "document.querySelector('main details > summary') === document.activeElement",
		"the score does not stand there": "document.querySelector('main .timeline tbody').innerText.includes('0.67')",
	} {
		if !ask[bool](t, page, "Boolean("+expression+")") {
			t.Error(what)
		}
	}
	seen := page.Seen()
	clean(t, &seen, s.base)
}

func TestAPageSaysThatItIsNotLive(t *testing.T) {
	t.Parallel()
	needsBrowser(t)
	s, err := ownProject(t).serve()
	must(t, err)
	page := enter(t, s, browser.Look{Width: wide})
	must(t, page.Until(loaded("/")+" && !document.body.textContent.includes('Not live')"))
	must(t, s.end())
	must(t, page.Until("document.querySelector('footer [role=status]').textContent.includes('Not live')"))
}

func TestPeopleGradeInABrowser(t *testing.T) {
	t.Parallel()
	for name, look := range map[string]browser.Look{"with script": {Width: wide}, "without, on a small screen": {Width: narrow, NoScript: true}} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			needsBrowser(t)
			p := slowProject(t)
			s := p.serving(t, "--write")
			page := enter(t, s, look)
			must(t, page.Go(s.base+"/grade?prompt=prompts%2Fp.md&rev="+p.ok(t, "git", "rev-parse", "HEAD~1")))
			for i := range 3 {
				must(t, page.Until("document.readyState === 'complete' && document.querySelector('.sheet') && document.querySelector('main').innerText.includes('"+string('0'+rune(i))+" of 3 outputs')"))
				if i == 0 && ask[bool](t, page, "Boolean(document.querySelector('input[name=by]:not([type=hidden])'))") {
					must(t, page.Click("input[name=by]"))
					must(t, page.Type("Ada"))
				}
				if look.NoScript {
					must(t, page.Click("button.good"))
				} else {
					if i == 0 {
						must(t, page.Click("h1")) // out of the field
					}
					must(t, page.Type("p"))
				}
			}
			must(t, page.Until("document.querySelector('main').innerText.includes('Everything is graded')"))
			eventually(t, "three gradings in the notes", func() (string, bool) {
				notes, err := p.run("git", "notes", "--ref", "promptgit/results", "show", "HEAD~1:prompts/p.md")
				return notes, err == nil && strings.Contains(notes, `"grading"`) && strings.Contains(notes, `"Ada"`)
			})
			if shown := p.ok(t, "promptgit", "show", "HEAD~1"); !strings.Contains(strings.ToLower(shown), "human") {
				t.Errorf("show tells nothing of it:\n%s", shown)
			}
			seen := page.Seen()
			clean(t, &seen, s.base)
		})
	}
}

func TestEveryLinkWorksWithoutJavaScript(t *testing.T) {
	t.Parallel()
	s := demo(t)
	page := enter(t, s, browser.Look{Width: wide, NoScript: true})
	for name, path := range demoPages(t, s) {
		must(t, page.Go(s.base+path))
		if n := ask[int](t, page, "document.querySelectorAll('main h1').length + document.querySelectorAll('main table, main .cases, main .sheet, main li, main .empty').length"); n < 2 && name != "problem" {
			t.Errorf("%s shows nothing", name)
		}
		if name != "overview" {
			continue
		}
		for _, tab := range []string{"History", "Iteration", "Compare", "Models", "Suite", "Bisect"} {
			must(t, page.Go(s.base+demoPages(t, s)["history"]))
			if !ask[bool](t, page, "[...document.querySelectorAll('.tabs a')].some(a => a.textContent === '"+tab+"' && (a.id = 'chosen'))") {
				t.Fatalf("no link to %s", tab)
			}
			must(t, page.Click("#chosen"))
			must(t, page.Until("document.readyState === 'complete' && document.querySelector('.tabs [aria-current]')?.textContent === '"+tab+"'"))
		}
	}
}
