package xlsx_test

import (
	"bytes"
	"math"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/internal/xlsx"
)

// written makes a file and opens it again.
func written(tb testing.TB, tables ...xlsx.Table) *xlsx.Book {
	tb.Helper()
	var out bytes.Buffer
	if err := xlsx.Write(&out, tables); err != nil {
		tb.Fatal(err)
	}
	book, err := xlsx.Open(out.Bytes())
	if err != nil {
		tb.Fatal(err)
	}
	return book
}

func TestWhatIsWrittenIsReadAgain(t *testing.T) {
	t.Parallel()
	book := written(t,
		xlsx.Table{Name: "cases & <more>", Rows: [][]any{{"id", "ticket", nil, "n"}, {"=1+1", "two\nlines\tand \"quotes\"", nil, 0.1}, {"_x0041_x0042_", ".\x01\r.", nil, -3e300}}},
		xlsx.Table{Name: "empty"})
	if got := strings.Join(book.Sheets, "|"); got != "cases & <more>|empty" {
		t.Errorf("the sheets are %s", got)
	}
	sheet, err := book.Sheet(0)
	if err != nil {
		t.Fatal(err)
	}
	want := [][]string{{"id", "ticket", "", "n"}, {"=1+1", "two\nlines\tand \"quotes\"", "", "0.1"}, {"_x0041_x0042_", ".\x01\r.", "", "-3e+300"}}
	for i, row := range want {
		for j, text := range row {
			if got := sheet.Rows[i][j].Text; got != text {
				t.Errorf("row %d, column %d: %q, want %q", i+1, j+1, got, text)
			}
		}
	}
	if sheet, err = book.Sheet(1); err != nil || len(sheet.Rows) != 0 {
		t.Errorf("the empty sheet has %d rows, %v", len(sheet.Rows), err)
	}
}

func TestAnyTextAndAnyColumnIsReadAgain(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(r *rapid.T) {
		text := rapid.OneOf(rapid.String(), rapid.StringOfN(rapid.RuneFrom([]rune("_x0041aF<&>\"\r\n\t\x00 ü\uFFFE")), 1, 20, -1)).Draw(r, "text")
		row := make([]any, rapid.IntRange(1, 800).Draw(r, "column"))
		row[len(row)-1] = "." + text + "." // the reader trims
		var out bytes.Buffer
		if err := xlsx.Write(&out, []xlsx.Table{{Name: "t", Rows: [][]any{row}}}); err != nil {
			r.Fatal(err)
		}
		book, err := xlsx.Open(out.Bytes())
		if err != nil {
			r.Fatal(err)
		}
		sheet, err := book.Sheet(0)
		if err != nil {
			r.Fatal(err)
		}
		if got := sheet.Rows[0][len(row)-1].Text; len(sheet.Rows[0]) != len(row) || got != "."+text+"." {
			r.Fatalf("%q in column %d is read as %q in column %d", "."+text+".", len(row), got, len(sheet.Rows[0]))
		}
	})
}

func TestWhatNoSheetHoldsIsRefused(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		table xlsx.Table
		want  string
	}{
		{xlsx.Table{Name: "a/b"}, "no name for a sheet"},
		{xlsx.Table{Name: strings.Repeat("n", 32)}, "no name for a sheet"},
		{xlsx.Table{Name: "t", Rows: [][]any{{"a"}, {strings.Repeat("😀", 16384)}}}, "sheet t, cell A2: 32768 characters"},
		{xlsx.Table{Name: "t", Rows: [][]any{make([]any, 1<<14+1)}}, "16385 columns"},
		{xlsx.Table{Name: "t", Rows: [][]any{{math.NaN()}}}, "NaN is no number"},
		{xlsx.Table{Name: "t", Rows: [][]any{{1}}}, "int is nothing for a cell"},
		{xlsx.Table{Name: "t", Rows: make([][]any, 1<<20+1)}, "1048577 rows"},
	} {
		if err := xlsx.Write(&bytes.Buffer{}, []xlsx.Table{c.table}); err == nil || !strings.Contains(err.Error(), c.want) {
			t.Errorf("error %v, want one about %q", err, c.want)
		}
	}
}

func TestTheNameOfASheetIsCountedAsExcelDoes(t *testing.T) {
	t.Parallel()
	for name, ok := range map[string]bool{strings.Repeat("x", 31): true, strings.Repeat("😀", 15): true, strings.Repeat("😀", 16): false} {
		var out bytes.Buffer
		if err := xlsx.Write(&out, []xlsx.Table{{Name: name}}); (err == nil) != ok {
			t.Errorf("%s: %v", name, err)
		}
	}
}
