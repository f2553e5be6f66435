package importer_test

import (
	"archive/zip"
	"bytes"
	"fmt"
	"strings"
	"testing"
)

// workbook packs sheets as Excel does.
func workbook(tb testing.TB, names []string, sheets ...[][]string) string {
	tb.Helper()
	const head = `<?xml version="1.0" encoding="UTF-8"?>`
	const office = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
	var out bytes.Buffer
	z := zip.NewWriter(&out)
	add := func(name, text string) {
		w, err := z.Create(name)
		if err == nil {
			_, err = w.Write([]byte(head + text))
		}
		if err != nil {
			tb.Fatal(err)
		}
	}
	var list, related strings.Builder
	for i, rows := range sheets {
		fmt.Fprintf(&list, `<sheet name="%s" sheetId="%d" r:id="r%d"/>`, names[i], i+1, i+1)
		fmt.Fprintf(&related, `<Relationship Id="r%d" Type="%s/worksheet" Target="worksheets/sheet%d.xml"/>`, i+1, office, i+1)
		var cells strings.Builder
		for _, row := range rows {
			cells.WriteString("<row>")
			for _, cell := range row {
				fmt.Fprintf(&cells, `<c t="inlineStr"><is><t>%s</t></is></c>`, cell)
			}
			cells.WriteString("</row>")
		}
		add(fmt.Sprintf("xl/worksheets/sheet%d.xml", i+1), `<worksheet><sheetData>`+cells.String()+`</sheetData></worksheet>`)
	}
	add("xl/workbook.xml", `<workbook xmlns:r="`+office+`"><sheets>`+list.String()+`</sheets></workbook>`)
	add("xl/_rels/workbook.xml.rels", `<Relationships>`+related.String()+`</Relationships>`)
	if err := z.Close(); err != nil {
		tb.Fatal(err)
	}
	return out.String()
}

func TestAWorkbookOfVersionsAndCasesBecomesAPromptAndItsSuite(t *testing.T) {
	t.Parallel()
	book := workbook(t, []string{"Versions", "Cases", "Notes"},
		[][]string{{"Version", "Prompt", "Score"}, {"2", "Answer briefly: {{ticket}}", "8"}, {"1", "Answer: {{ticket}}", "6"}},
		[][]string{{"ticket", "__expected"}, {"Where, now?", "icontains: refund"}},
		[][]string{{"anything"}, {"else"}})
	got := read(t, "xlsx", "dir/reply.xlsx", book)
	if len(got.Errors) > 0 || len(got.Prompts) != 1 || len(got.Files) != 1 {
		t.Fatalf("got %+v", got)
	}
	p, f := got.Prompts[0], got.Files[0]
	if p.Path != "prompts/reply.md" || len(p.Versions) != 2 || p.Versions[0].ID != "1" || string(p.Versions[1].Src) != "Answer briefly: {{ticket}}\n" || p.Versions[1].Body != "Score: 8" {
		t.Errorf("the prompt is %+v", p)
	}
	if f.Path != "suites/reply.csv" || string(f.Src) != "ticket,__expected\n\"Where, now?\",icontains: refund\n" {
		t.Errorf("the suite is %s:\n%s", f.Path, f.Src)
	}
	if !strings.Contains(got.Warnings.Error(), `sheet "Notes"`) {
		t.Errorf("nothing is said of the notes: %v", got.Warnings)
	}
	if got = read(t, "xlsx", "x.xlsx", "no workbook"); !strings.Contains(got.Errors.Error(), "it is no .xlsx file") {
		t.Errorf("got %v", got.Errors)
	}
}

func TestATableOfVersionsIsReadWithItsColumns(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct {
		text, want string
		versions   int
	}{
		"several prompts":  {"name,version,prompt\na,1,x\nb,1,y\na,2,z\n", "prompts/a.md", 2},
		"twice":            {"version,prompt\n1,x\n1,y\n", "error: t.csv:3:1: version 1 of t stands here twice", 2},
		"without a text":   {"version,prompt\n1,\n2,y\n", "warning: t.csv:2:1: a row without a version or without a text", 1},
		"odd date":         {"version,date,prompt\n1,soon,x\n", `warning: t.csv:2:3: "soon" is no time`, 1},
		"reserved":         {"version,prompt\n1,{{if}}\n", `error: t.csv:2:3: "if" means something else`, 1},
		"newest at top":    {"v,prompt\n10,x\n9,y\n", "prompts/t.md", 2},
		"parameters":       {"version,prompt,top_p,stop\n1,x,0.5,END\n", "top_p: 0.5\nstop: END", 1},
		"a key":            {"version,prompt\n1,use sk-" + "proj-Ab3dE6gH9jKlM2nOpQ5rStUvWx8yZ1aB4cDe\n", "warning: t.csv:2:7: an OpenAI key is left out", 1},
		"front matter":     {"version,prompt\n1,\"---\nmodel: x\n---\nhi\"\n", "---\n---\n---\nmodel: x", 1},
		"a byte order":     {"\ufeffversion,prompt\n1,x\n", "prompts/t.md", 1},
		"tabs":             {"version\tprompt\n1\tx, y\n", "x, y", 1},
		"Windows line end": {"version,prompt\r\n1,\"x\r\ny\"\r\n", "x\ny\n", 1},
	} {
		got := read(t, "csv", "t.csv", c.text)
		var all strings.Builder
		for _, d := range got.Errors {
			all.WriteString("error: " + d.Error() + "\n")
		}
		for _, d := range got.Warnings {
			all.WriteString("warning: " + d.Error() + "\n")
		}
		for _, p := range got.Prompts {
			all.WriteString(p.Path + "\n")
			for _, v := range p.Versions {
				all.Write(v.Src)
			}
		}
		if len(got.Prompts) == 0 || len(got.Prompts[0].Versions) != c.versions || !strings.Contains(all.String(), c.want) {
			t.Errorf("%s: want %d versions and %q, got\n%s", name, c.versions, c.want, all.String())
		}
		if name == "newest at top" && got.Prompts[0].Versions[0].ID != "9" {
			t.Errorf("the versions are not turned round: %+v", got.Prompts[0].Versions)
		}
	}
}

func TestAPromptfooConfigurationKeepsItsTests(t *testing.T) {
	t.Parallel()
	const tests = "# for all\ndefaultTest:\n  assert: [{type: is-json}] # always\n\ntests:\n  - vars: {a: 1}\n"
	for name, c := range map[string]struct{ head, foot string }{
		"first":    {"prompts:\n  - hi {{a}}\n  # a comment\nproviders: [echo]\n", ""},
		"last":     {"", "prompts:\n  - hi {{a}}\nproviders: [echo]\n\n# the end\n"},
		"scalars":  {"prompts: hi {{a}}\nproviders: echo\n", ""},
		"targets":  {"targets: [echo]\nprompts: |\n  hi\n  {{a}}\n\n\n", ""},
		"no model": {"prompts: [hi]\n", ""},
	} {
		got := read(t, "promptfoo", "dir/promptfooconfig.yaml", c.head+tests+c.foot)
		if len(got.Errors) > 0 || len(got.Files) != 1 || len(got.Prompts) != 1 {
			t.Fatalf("%s: %v %v", name, got.Errors, got.Files)
		}
		if src := strings.TrimLeft(string(got.Files[0].Src), "\n"); src != tests {
			t.Errorf("%s: want\n%s\ngot\n%s", name, tests, src)
		}
		if got.Files[0].Path != "suites/dir.yaml" {
			t.Errorf("%s: the suite is %s", name, got.Files[0].Path)
		}
	}
}

func TestProvidersOfPromptfooBecomeModels(t *testing.T) {
	t.Parallel()
	for provider, want := range map[string]string{
		"openai:gpt-4o":                              "model: openai:gpt-4o\n",
		"openai:chat:gpt-4o":                         "model: openai:gpt-4o\n",
		"anthropic:messages:claude-3":                "model: anthropic:claude-3\n",
		"{id: google:gemini-2, config: {topP: 0.5}}": "model: google:gemini-2\ntopP: 0.5\n",
		"{id: openai:x, config: {temperature: 0, apiBaseUrl: 'http://localhost/v1', apiKey: abc}}": "model: own:x\ntemperature: 0\n",
		"ollama:chat:llama3":              "base_url: http://127.0.0.1:11434/v1",
		"\"exec: ./model.sh --x\"":        "command: ./model.sh --x",
		"file://provider.js":              "warning: the provider file://provider.js is not taken over",
		"[echo, openai:gpt-4o]":           "warning: a prompt has one model here: openai:gpt-4o is left out",
		"{openai:x: {config: {seed: 1}}}": "model: openai:x\nseed: 1\n",
	} {
		got := read(t, "promptfoo", "c.yaml", "prompts: [\"hi\"]\nproviders: "+strings.ReplaceAll("["+provider+"]", "[[", "[")+"\n")
		if strings.HasPrefix(provider, "[") {
			got = read(t, "promptfoo", "c.yaml", "prompts: [\"hi\"]\nproviders: "+provider+"\n")
		}
		all := string(got.Prompts[0].Versions[0].Src)
		if got.Config != nil {
			all += string(got.Config.Src)
		}
		for _, d := range got.Warnings {
			all = strings.Join([]string{all, "warning: " + d.Message, ""}, "\n")
		}
		if !strings.Contains(all, want) || strings.Contains(all, "abc") {
			t.Errorf("%s: want %q in\n%s", provider, want, all)
		}
	}
}
