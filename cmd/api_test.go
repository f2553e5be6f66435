//go:build unix

package cmd_test

import (
	"bufio"
	"encoding/json"
	"fmt"
	"io"
	"net"
	"net/http"
	"strconv"
	"strings"
	"testing"
	"time"
)

const apiToken = "a-token-that-nobody-guesses"

// programs is promptgit serve --api as a process, and who asks it.
type programs struct {
	*process
	t    *testing.T
	base string
}

func (l *lab) serveAPI(args ...string) *programs {
	l.t.Helper()
	if len(args) == 0 {
		args = []string{"--listen", "0"}
	}
	p := l.at(".", "PROMPTGIT_API_TOKEN="+apiToken).command(append([]string{"serve", "--api", "--no-pages", "--json"}, args...)...)
	p.cmd.Stdout = nil
	out, err := p.cmd.StdoutPipe()
	if err == nil {
		err = p.cmd.Start()
	}
	if err != nil {
		l.t.Fatal(err)
	}
	l.t.Cleanup(func() {
		_ = p.cmd.Process.Kill() // as a rule the test ended it
		_ = p.cmd.Wait()
	})
	var doc struct {
		Schema, API string
		APIToken    *string `json:"api_token"`
	}
	if err = json.NewDecoder(bufio.NewReader(out)).Decode(&doc); err != nil || doc.Schema != "promptgit.serve/v1" || doc.APIToken != nil {
		l.t.Fatalf("it says %+v, %v: %s", doc, err, p.stderr.String())
	}
	return &programs{process: p, t: l.t, base: strings.TrimSuffix(doc.API, "/api/v1/")}
}

// apiAnswer is what the API said.
type apiAnswer struct {
	code   int
	header http.Header
	body   string
}

func (p *programs) ask(path string, header ...string) apiAnswer {
	p.t.Helper()
	return p.by(http.MethodGet, path, append([]string{"Authorization", "Bearer " + apiToken}, header...)...)
}

func (p *programs) by(method, path string, header ...string) apiAnswer {
	p.t.Helper()
	req, err := http.NewRequestWithContext(p.t.Context(), method, p.base+path, http.NoBody)
	if err != nil {
		p.t.Fatal(err)
	}
	for i := 0; i < len(header); i += 2 {
		req.Header.Set(header[i], header[i+1])
	}
	resp, err := http.DefaultTransport.RoundTrip(req)
	if err != nil {
		p.t.Fatal(err)
	}
	defer resp.Body.Close() //nolint:errcheck // it is read
	body, err := io.ReadAll(resp.Body)
	if err != nil {
		p.t.Fatal(err)
	}
	return apiAnswer{resp.StatusCode, resp.Header, string(body)}
}

func (a apiAnswer) get(t *testing.T) getDoc {
	t.Helper()
	var doc getDoc
	if err := json.Unmarshal([]byte(a.body), &doc); a.code != http.StatusOK || err != nil {
		t.Fatalf("status %d: %s", a.code, a.body)
	}
	return doc
}

const productionURL = "/api/v1/prompts/prompts/a.md?label=production"

func TestTheAPIGivesWhatALabelHasAtOnce(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	p := l.serveAPI()
	first := p.ask(productionURL)
	doc := first.get(t)
	blob := l.git("rev-parse", "v1:prompts/a.md")
	if doc.Blob != blob || first.header.Get("ETag") != `"`+blob+`"` || first.header.Get("Promptgit-Rev") != l.git("rev-parse", "v1") {
		t.Errorf("got %v, %+v", first.header, doc)
	}
	if first.header.Get("Cache-Control") != "private, no-cache" || first.header.Get("Vary") != "Authorization" || first.header.Get("Content-Type") != "application/json" {
		t.Errorf("got %v", first.header)
	}
	var same getDoc
	l.json(0, &same, "get", "prompts/a.md@production")
	if fmt.Sprint(same.Messages, same.Params) != fmt.Sprint(doc.Messages, doc.Params) {
		t.Errorf("get gives %+v", same)
	}
	for _, tag := range []string{`"` + blob + `"`, `W/"` + blob + `"`, `"x", "` + blob + `"`, "*"} {
		if a := p.ask(productionURL, "If-None-Match", tag); a.code != http.StatusNotModified || a.body != "" || a.header.Get("ETag") != `"`+blob+`"` {
			t.Errorf("%s: %+v", tag, a)
		}
	}
	// Every way in which a ref moves is seen by the next request.
	at := func(want string) {
		t.Helper()
		if a := p.ask(productionURL, "If-None-Match", `"none"`); a.get(t).Rev != l.git("rev-parse", want) {
			t.Errorf("it gives %s, want %s", a.get(t).Rev, want)
		}
	}
	for i := range 6 {
		rev := []string{"v2", "v3", "v1"}[i%3]
		l.ok("promote", "prompts/a.md", "production", "--rev", rev)
		at(rev)
		if i == 2 {
			l.git("pack-refs", "--all")
			at(rev)
		}
	}
	l.git("update-ref", "refs/promptgit/labels/prompts/a.md/production", "v2")
	at("v2")
	l.git("update-ref", "refs/promptgit/labels/prompts/a.md/new", "v3")
	if a := p.ask("/api/v1/prompts/prompts/a.md?label=new"); a.get(t).Rev != l.git("rev-parse", "v3") {
		t.Errorf("a new label gives %+v", a)
	}
	l.git("update-ref", "-d", "refs/promptgit/labels/prompts/a.md/production")
	if a := p.ask(productionURL); a.code != http.StatusNotFound || !strings.Contains(a.body, "it has new") {
		t.Errorf("a deleted label gives %+v", a)
	}
	if a := p.ask("/api/v1/prompts/prompts/a.md"); a.get(t).Rev != l.git("rev-parse", "HEAD") {
		t.Errorf("without a label it gives %+v", a)
	}
	l.set("prompts/a.md", "Newest.\n", "newest")
	if a := p.ask("/api/v1/prompts/prompts/a.md"); a.get(t).Messages[0].Content != "Newest." {
		t.Errorf("after a commit it gives %+v", a)
	}
	full := l.git("rev-parse", "v1")
	if a := p.ask("/api/v1/prompts/prompts/a.md?rev=" + full); a.get(t).Rev != full || !strings.Contains(a.header.Get("Cache-Control"), "immutable") {
		t.Errorf("by its id: %+v", a.header)
	}
	if a := p.ask("/api/v1/prompts/prompts/a.md?rev=v1"); a.get(t).Rev != full || a.header.Get("Cache-Control") != "private, no-cache" {
		t.Errorf("by a tag: %+v", a.header)
	}
}

func TestTheAPILetsNobodyInWithoutTheTokenAndNothingOut(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.set("prompts/secret.txt", "Prompt.\n", "a prompt")
	l.write("notes.txt", "private\n")
	l.git("mv", "prompts/secret.txt", "kept.txt")
	l.commit("moved out")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	p := l.serveAPI()
	for _, header := range [][]string{nil, {"Authorization", "Bearer wrong"}, {"Authorization", "Basic " + apiToken}, {"Authorization", apiToken}} {
		for _, path := range []string{productionURL, "/api/v1/prompts", "/metrics", "/api/", "/api/v1/blobs/" + l.git("rev-parse", "v1:prompts/a.md")} {
			if a := p.by(http.MethodGet, path, header...); a.code != http.StatusUnauthorized || !strings.Contains(a.body, "PROMPTGIT_API_TOKEN") || a.header.Get("WWW-Authenticate") == "" {
				t.Errorf("%s %v: %+v", path, header, a)
			}
		}
	}
	if a := p.by(http.MethodGet, "/healthz"); a.code != http.StatusOK || a.body != "{\"status\":\"ok\"}\n" {
		t.Errorf("health: %+v", a)
	}
	rows := []struct {
		path, says string
		code       int
	}{
		{"/api/v1/prompts/promptgit.yaml", "there is no prompt promptgit.yaml", 404},
		{"/api/v1/prompts/suites/a.yaml", "there is no prompt", 404},
		{"/api/v1/prompts/notes.txt", "there is no prompt", 404},
		{"/api/v1/prompts/../promptgit.yaml", "there is no prompt", 404},
		{"/api/v1/prompts/%2e%2e/%2e%2e/etc/passwd", "there is no prompt", 404},
		{"/api/v1/prompts//etc/passwd", "there is no prompt", 404},
		{"/api/v1/prompts/prompts/a.md%00", "there is no prompt", 404},
		{"/api/v1/prompts/prompts", "there is no prompt", 404},
		{"/api/v1/prompts/.git/config", "there is no prompt", 404},
		{"/api/v1/prompts/prompts/a.md?rev=HEAD:promptgit.yaml", "rev", 400},
		{"/api/v1/prompts/prompts/a.md?rev=:/one", "rev", 400},
		{"/api/v1/prompts/prompts/a.md?rev=--all", "rev", 400},
		{"/api/v1/prompts/prompts/a.md?rev=none", "there is no revision none", 404},
		{"/api/v1/prompts/prompts/a.md?rev=" + strings.Repeat("a", 40), "there is no revision", 404},
		{"/api/v1/prompts/prompts/a.md?lable=x", "the keys are label, rev and user", 400},
		{"/api/v1/prompts/prompts/a.md?label=x&label=y", "one value", 400},
		{"/api/v1/prompts/prompts/a.md?label=x&rev=y", "exclude each other", 400},
		{"/api/v1/prompts/prompts/a.md?user=1", "add label=LABEL", 400},
		{"/api/v1/prompts/prompts/a.md?label=" + strings.Repeat("x", 2000), "longer", 400},
		{"/api/v1/prompts/prompts/a.md?label=..%2f..%2fHEAD", "has no label", 404},
		{"/api/v1/blobs/" + l.git("rev-parse", "HEAD:promptgit.yaml"), "no version of a prompt", 404},
		{"/api/v1/blobs/" + l.git("rev-parse", "HEAD:notes.txt"), "no version of a prompt", 404},
		{"/api/v1/blobs/" + l.git("rev-parse", "HEAD"), "no version of a prompt", 404},
		{"/api/v1/blobs/..", "hex digits", 404},
		{"/api/v2/prompts", "the addresses are", 404},
	}
	for _, row := range rows {
		a := p.ask(row.path)
		var doc struct {
			Schema, Message, Hint string
			Status                int
		}
		err := json.Unmarshal([]byte(a.body), &doc)
		if a.code != row.code || err != nil || doc.Schema != "promptgit.api-error/v1" || doc.Status != row.code || !strings.Contains(doc.Message+" "+doc.Hint, row.says) {
			t.Errorf("%s: %d %s", row.path, a.code, a.body)
		}
	}
	blob := l.git("rev-parse", "v1:prompts/a.md")
	a := p.ask("/api/v1/blobs/" + blob)
	if a.code != 200 || a.body != l.git("cat-file", "blob", blob)+"\n" || !strings.Contains(a.header.Get("Cache-Control"), "immutable") || a.header.Get("X-Content-Type-Options") != "nosniff" {
		t.Errorf("by its id: %+v", a)
	}
	if a = p.by(http.MethodPost, productionURL, "Authorization", "Bearer "+apiToken); a.code != http.StatusMethodNotAllowed {
		t.Errorf("POST: %+v", a)
	}
	if a = p.by(http.MethodHead, productionURL, "Authorization", "Bearer "+apiToken); a.code != 200 || a.body != "" || a.header.Get("ETag") == "" {
		t.Errorf("HEAD: %+v", a)
	}
	// No page of another site has the token, and by whatever name it asks, none is let read.
	if a = p.ask(productionURL, "Origin", "https://evil.example"); a.header.Get("Access-Control-Allow-Origin") != "" {
		t.Errorf("another site may read: %v", a.header)
	}
}

func TestTheAPITellsOfItself(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	l.ok("promote", "prompts/a.md", "production", "--rev", "v2", "--weight", "30")
	p := l.serveAPI()
	list := p.ask("/api/v1/prompts")
	var doc struct {
		Schema  string
		Prompts []struct {
			Prompt string
			Labels []struct {
				Label      string
				Rev        string
				Candidates []struct {
					Rev    string
					Weight int
				}
			}
		}
	}
	if err := json.Unmarshal([]byte(list.body), &doc); err != nil || doc.Schema != "promptgit.prompts/v1" || len(doc.Prompts) != 1 ||
		doc.Prompts[0].Labels[0].Label != "production" || doc.Prompts[0].Labels[0].Candidates[0].Weight != 30 {
		t.Errorf("got %s", list.body)
	}
	if a := p.ask("/api/v1/prompts", "If-None-Match", list.header.Get("ETag")); a.code != http.StatusNotModified {
		t.Errorf("the list again: %+v", a)
	}
	shared := 0
	for i := range 100 {
		a := p.ask(productionURL + "&user=u" + strconv.Itoa(i))
		var cli getDoc
		if i < 5 {
			l.json(0, &cli, "get", "prompts/a.md@production", "--user", "u"+strconv.Itoa(i))
			if cli.Rev != a.get(t).Rev {
				t.Errorf("u%d gets %s here and %s there", i, cli.Rev, a.get(t).Rev)
			}
		}
		if a.header.Get("Promptgit-Weight") == "30" {
			shared++
		}
	}
	if shared < 15 || shared > 45 {
		t.Errorf("%d of 100 users have a candidate of 30 %%", shared)
	}
	p.ask("/api/v1/prompts/none.md")
	told := p.ask("/metrics").body
	for _, want := range []string{
		`promptgit_http_requests_total{code="200"} 101`, `promptgit_http_requests_total{code="304"} 1`, `promptgit_http_requests_total{code="404"} 1`,
		`promptgit_http_request_duration_seconds_bucket{le="+Inf"} 103`, "promptgit_http_request_duration_seconds_count 103", "promptgit_refs_age_seconds ", "promptgit_repository_readable 1",
	} {
		if !strings.Contains(told, want) {
			t.Errorf("the metrics miss %s:\n%s", want, told)
		}
	}
}

func TestTheETagChangesWithWhatIsHandedOut(t *testing.T) {
	t.Parallel()
	l := newLab(t)
	l.write("prompts/rules.inc", "Be brief.")
	l.set("prompts/a.md", "{% include \"rules.inc\" %} {{ q }}\n", "one")
	p := l.serveAPI()
	tags := map[string]string{}
	tag := func(what string) {
		t.Helper()
		a := p.ask("/api/v1/prompts/prompts/a.md")
		etag := a.header.Get("ETag")
		if before := tags[etag]; before != "" || `"`+a.get(t).ETag+`"` != etag {
			t.Errorf("%s has the tag of %s", what, before)
		}
		tags[etag] = what
	}
	tag("the first version")
	l.set("prompts/rules.inc", "Be long.", "partial")
	tag("another partial")
	l.set("promptgit.yaml", "prompts: [{path: 'prompts/*.md', role: system}]\n", "role")
	tag("another role")
	l.set("prompts/a.md", "No partial.\n", "none")
	tag("without a partial")
	l.set("promptgit.yaml", "prompts: [{path: 'prompts/*.md'}]\n", "no role")
	tag("without a role")
	if want := `"` + l.git("rev-parse", "HEAD:prompts/a.md") + `"`; tags[want] == "" {
		t.Errorf("a prompt that is all of its file has not the tag %s", want)
	}
}

func TestTheAPIStandsBesideThePagesAndOpensNeitherToTheOther(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	s := l.at(".", "PROMPTGIT_API_TOKEN="+apiToken).serve("--api")
	if code, body := s.get(productionURL); code != http.StatusUnauthorized {
		t.Errorf("the cookie of the pages opens the API: %d %s", code, body)
	}
	p := &programs{process: s.process, t: t, base: s.base}
	if p.ask(productionURL).get(t).Rev != l.git("rev-parse", "v1") {
		t.Error("the API gives another version")
	}
	if a := p.ask("/"); a.code != http.StatusForbidden {
		t.Errorf("the token of the API opens the pages: %+v", a)
	}
	if page := s.page("/"); !strings.Contains(page, "prompts/a.md") {
		t.Error("the page misses the prompt")
	}
	l.want(2, "serve", "--no-pages")
	l.want(2, "serve", "--api", "--no-pages", "--open")
	if a := l.at(".", "PROMPTGIT_API_TOKEN=short").want(2, "serve", "--api", "--listen", "0"); !strings.Contains(a.stderr, "must have 16") {
		t.Errorf("a short token: %s", a.stderr)
	}
}

func TestTheAPIServesABareRepositoryAndAnEmptyOne(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	l.ok("promote", "prompts/a.md", "production", "--rev", "v1")
	l.git("clone", "-q", "--mirror", l.dir, l.beside("bare.git"))
	if a := l.at(l.beside("bare.git")).serveAPI().ask(productionURL); a.get(t).Rev != l.git("rev-parse", "v1") {
		t.Errorf("bare: %+v", a)
	}
	p := newLab(t).serveAPI()
	if a := p.ask("/api/v1/prompts"); a.code != 200 || !strings.Contains(a.body, `"prompts": []`) {
		t.Errorf("empty: %+v", a)
	}
	if a := p.ask("/api/v1/prompts/a.md"); a.code != 404 {
		t.Errorf("empty: %+v", a)
	}
}

// Each program keeps its connection: one more than a browser has must not wait.
func TestTheAPIAnswersManyWhoKeepTheirConnections(t *testing.T) {
	t.Parallel()
	l := released(t, 0)
	p := l.serveAPI()
	var d net.Dialer
	for i := range 300 {
		c, err := d.DialContext(t.Context(), "tcp", strings.TrimPrefix(p.base, "http://"))
		if err != nil {
			t.Fatal(err)
		}
		t.Cleanup(func() { _ = c.Close() })
		_ = c.SetDeadline(time.Now().Add(20 * time.Second)) // it would wait for ever
		fmt.Fprintf(c, "GET /api/v1/prompts/prompts/a.md HTTP/1.1\r\nHost: a\r\nIf-None-Match: *\r\nAuthorization: Bearer %s\r\n\r\n", apiToken)
		if line, err := bufio.NewReader(c).ReadString('\n'); err != nil || !strings.Contains(line, " 304 ") {
			t.Fatalf("connection %d: %q, %v", i, line, err)
		}
	}
}
