package eval_test

import (
	"encoding/csv"
	"fmt"
	"strings"
	"testing"
	"unicode/utf8"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

func TestCellsOfExpectedColumns(t *testing.T) {
	t.Parallel()
	types := []string{
		"equals", "contains", "contains-any", "icontains-all", "starts-with", "regex", "is-json", "contains-json",
		"levenshtein", "rouge-n", "similar", "word-count", "bleu", "latency",
	}
	for cell, want := range map[string]string{
		"plain text":                       `equals "plain text"`,
		"  trimmed  ":                      `equals "trimmed"`,
		"contains:  a b ":                  `contains "a b"`,
		"not-contains:x":                   `not-contains "x"`,
		"contains:a:b(c)":                  `contains "a:b(c)"`,
		"contains : x":                     `equals "contains : x"`,
		"Contains:x":                       `equals "Contains:x"`,
		"not-not-equals:x":                 `equals "not-not-equals:x"`,
		`contains-any:a,"b, c",,d`:         `contains-any ["a","b, c","d"]`,
		"not-icontains-all:a , b":          `not-icontains-all ["a","b"]`,
		"contains-any:":                    `contains-any ""`,
		"contains-any":                     `contains-any null`,
		"is-json":                          `is-json null`,
		"is-json: {\"type\": \"object\"}":  `is-json " {\"type\": \"object\"}"`,
		"levenshtein:sitting":              `levenshtein "sitting" 0.75`,
		"levenshtein(2):sitting":           `levenshtein "sitting" 2`,
		"levenshtein(-2):x":                `equals "levenshtein(-2):x"`,
		"rouge-n(0.5):a":                   `rouge-n "a" 0.5`,
		"similar:a":                        `similar "a" 0.8`,
		"similar:cosine:a":                 `similar "cosine:a" 0.8`,
		"starts-with:a":                    `starts-with "a" 0.75`,
		"latency(100)":                     `latency null 100`,
		"bleu(0.9):a":                      `bleu "a"`,
		"regex:^a\nb$":                     `regex "^a\nb$"`,
		"equals:":                          `equals ""`,
		"assert-set:x":                     `equals "assert-set:x"`,
		"max-score:x":                      `equals "max-score:x"`,
		"https://example.com":              `equals "https://example.com"`,
		"file://want.txt":                  `equals "from the file"`,
		"contains:file://want.txt":         `contains "from the file"`,
		"{\"a\": 1}":                       `equals "{\"a\": 1}"`,
		"contains:{{who}}":                 `contains "{{who}}"`,
		"word-count:{\"min\": 1}":          `word-count "{\"min\": 1}"`,
		"starts-with(1.5):Dear":            `starts-with "Dear" 1.5`,
		"contains-json:type: object\nx: 1": `contains-json "type: object\nx: 1"`,
	} {
		t.Run(cell, func(t *testing.T) {
			t.Parallel()
			f := files{"t.csv": "__expected\n\"" + strings.ReplaceAll(cell, `"`, `""`) + "\"\n", "want.txt": "from the file\n"}
			options := f.options()
			options.Types = types
			suite, err := eval.ParseSuite("t.csv", []byte(f["t.csv"]), options)
			if err != nil {
				t.Fatal(err)
			}
			a := suite.Cases[0].Asserts[0]
			got := a.FullType() + " " + string(value.Canonical(a.Value))
			if a.Threshold != nil {
				got += " " + value.Number(*a.Threshold)
			}
			if got != want {
				t.Errorf("want %s, got %s", want, got)
			}
		})
	}
}

func TestColumnsOfATable(t *testing.T) {
	t.Parallel()
	suite := files{"t.csv": "\ufeff q , r,__expected,__expected2,__expected7,__prefix,__suffix,__description,__metric,__threshold,__metadata:kind,__metadata:tags[],__config:__expected2:threshold,__providerOutput,__id\r\n" +
		" a ,\"x\r\ny\",contains:a,,equals:b,P,S,first,tone,0,k,\"u, v\\, w,\",0.25,out,case-1\r\n" +
		"b,,,,,,,,,,,,1,,\r\n\r\n"}.parse(t, "t.csv")
	wantText(t, `
0/0 case-1 {"q":" a ","r":"x\r\ny"} contains="a" equals="b"
1/1 Row 2 {"q":"b","r":""}
`, summary(suite))
	c, plain := suite.Cases[0], suite.Cases[1]
	got := fmt.Sprintf("%s %s %v %v %s %s %s %s", c.Description, c.Asserts[1].Metric, *c.Asserts[1].Threshold, *c.Threshold, *c.Output,
		value.Canonical(c.Options), value.Canonical(c.Metadata), plain.Description)
	wantText(t, `first tone 0.25 0 out {"prefix":"P","suffix":"S"} {"kind":"k","tags":["u","v, w",""]} Row #2`, got)
	if plain.Output != nil || plain.Threshold != nil || plain.Metadata != nil {
		t.Errorf("empty cells say something: %+v", plain)
	}
}

func TestQuotesInTables(t *testing.T) {
	t.Parallel()
	for name, c := range map[string]struct{ row, want string }{
		"a comma in quotes":               {`"a,b",c`, `{"q":"a,b","r":"c"}`},
		"a doubled quote":                 {`"a ""b""",c`, `{"q":"a \"b\"","r":"c"}`},
		"a quote in a plain field":        {`a "b" c,d`, `{"q":"a \"b\" c","r":"d"}`},
		"text behind a quoted beginning":  {`"a" b,c`, `{"q":"\"a\" b","r":"c"}`},
		"a lone carriage return is text":  {"a\rb,c", `{"q":"a\rb","r":"c"}`},
		"a line end in quotes":            {"\"a\nb\",c", `{"q":"a\nb","r":"c"}`},
		"spaces around fields are kept":   {` a , b `, `{"q":" a ","r":" b "}`},
		"a space before a quoted field":   {`a, "b"`, `{"q":"a","r":" \"b\""}`},
		"an empty field in quotes":        {`"",x`, `{"q":"","r":"x"}`},
		"a quoted beginning with a comma": {`"a,"b",c"`, `{"q":"\"a,\"b\"","r":"c\""}`},
	} {
		t.Run(name, func(t *testing.T) {
			t.Parallel()
			suite := files{"t.csv": "q,r\n" + c.row + "\n"}.parse(t, "t.csv")
			if len(suite.Cases) != 1 {
				t.Fatalf("want one row, got:\n%s", summary(suite))
			}
			wantText(t, "0/0 Row 1 "+c.want+"\n", summary(suite))
		})
	}
}

func TestProblemsOfATable(t *testing.T) {
	t.Parallel()
	f := files{"t.csv": "q,__expected,__threshold,__config:x:y,_expected\n" +
		"\"two\nlines\",contains:x,high,1,\n" +
		"short,equals:x\n" +
		"a,javascript:file://gone.js,,,\n" +
		"b,\"contains-any:\"\"x\",,,\n"}
	wantText(t, `
t.csv:1:26: unknown column "__config:x:y" | write __config:__expected1:threshold
t.csv:3:19: "high" in column __threshold is not a number | write a number such as 0.8, or leave the cell empty
t.csv:4:1: this row has 2 fields, the header has 5 | put fields that hold commas into double quotes
t.csv:5:3: there is no file gone.js | paths start from the folder of the suite
t.csv:6:3: contains-any: a quote is not closed | write fields that hold commas as "a, b", and quotes in them twice
`, f.problems(t, "t.csv"))
	open := files{"t.csv": "q,r\na,b\nc,\"d\n"}
	wantText(t, "t.csv:3:3: not valid CSV: a quote is not closed | put the field into double quotes and write a quote in it twice: \"\"\n", open.problems(t, "t.csv"))
	suite := files{"t.csv": "q,_expected,__expected\na,b,regx:x\n"}.parse(t, "t.csv")
	if n := len(suite.Warnings); n != 2 {
		t.Errorf("want two warnings, got %v", suite.Warnings)
	}
}

// FuzzCSV holds that a table written by encoding/csv reads back as it was.
func FuzzCSV(f *testing.F) {
	f.Add("a", "b,c", "d\"e", "f\ng")
	f.Add("", " ", "\t", "\u2028")
	f.Add("\ufeff", "\r", "\r\n", `"`)
	f.Fuzz(func(t *testing.T, a, b, c, d string) {
		if !utf8.ValidString(strings.Join([]string{a, b, c, d}, ",")) {
			t.Skip("refused, see ansi.csv")
		}
		want := [][]string{{a, b}, {c, d}}
		var src strings.Builder
		w := csv.NewWriter(&src)
		if err := w.WriteAll(append([][]string{{"q", "r"}}, want...)); err != nil {
			t.Fatal(err)
		}
		suite := files{"t.csv": src.String()}
		parsed, err := eval.ParseSuite("t.csv", []byte(suite["t.csv"]), suite.options())
		if err != nil || len(parsed.Cases) < 2 {
			t.Fatalf("%q: %v", src.String(), err)
		}
		var got [][]string
		for _, one := range parsed.Cases {
			q, _ := one.Vars.Get("q")
			r, _ := one.Vars.Get("r")
			got = append(got, []string{q.(string), r.(string)})
		}
		if !strings.Contains(a+b+c+d, "file://") {
			if diff := cmp.Diff(want, got); diff != "" {
				t.Errorf("%q:\n%s", src.String(), diff)
			}
		}
	})
}
