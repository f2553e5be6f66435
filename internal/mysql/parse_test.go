package mysql_test

import (
	"errors"
	"slices"
	"strings"
	"testing"

	"github.com/promptgit/promptgit/internal/mysql"
)

// The verdicts themselves are recorded in eval/grade/testdata/promptfoo.
func TestStatementsNameWhatTheyTouch(t *testing.T) {
	t.Parallel()
	for _, c := range []struct {
		sql             string
		tables, columns []string
	}{
		{"SELECT u.name FROM shop.users u JOIN orders ON orders.uid = u.id", []string{"select::null::orders", "select::shop::users"}, []string{"select::orders::uid", "select::users::id", "select::users::name"}},
		{"SELECT *, o.* FROM orders o", []string{"select::null::orders"}, []string{"select::null::(.*)", "select::orders::(.*)"}},
		{"UPDATE users u JOIN logs l ON l.id = u.id SET u.seen = l.at", []string{"select::null::logs", "update::null::users"}, []string{"select::logs::at", "select::logs::id", "select::users::id", "update::users::seen"}},
		{"DELETE FROM users WHERE id = 1", []string{"delete::null::users"}, []string{"delete::users::(.*)", "select::null::id"}},
		{"INSERT INTO users (id) SELECT id FROM old", []string{"insert::null::users", "select::null::old"}, []string{"insert::users::id", "select::null::id"}},
		{"REPLACE INTO users VALUES (1)", []string{"insert::null::users"}, []string{"insert::users::(.*)"}},
		{"WITH n AS (SELECT a FROM t) SELECT b FROM n", []string{"select::null::n", "select::null::t"}, []string{"select::null::a", "select::null::b"}},
		{"CREATE TABLE t (a INT)", []string{"create::null::t"}, []string{"create::null::a", "select::null::a"}},
		{"ALTER TABLE t ADD a INT", []string{"alter::null::t"}, []string{"create::null::a", "select::null::a"}},
		{"DROP TABLE a, b.c", []string{"drop::b::c", "drop::null::a"}, []string{}},
		{"SELECT 'text' FROM t; USE db", []string{"select::null::t", "use::db::null"}, []string{"select::null::text"}},
		{"SELECT a FROM t x, x y", []string{"select::null::t", "select::null::x"}, []string{"select::null::a"}},
		{"a = 1", []string{}, []string{}},
	} {
		got, err := mysql.Parse(c.sql)
		if err != nil {
			t.Errorf("%s: %v", c.sql, err)
			continue
		}
		if !slices.Equal(got.Tables, c.tables) || !slices.Equal(got.Columns, c.columns) {
			t.Errorf("%s\nwant %q %q\ngot  %q %q", c.sql, c.tables, c.columns, got.Tables, got.Columns)
		}
	}
}

func TestAnErrorNamesThePlace(t *testing.T) {
	t.Parallel()
	for sql, want := range map[string]string{
		"SELECT a\nFROM t WHERE id ==":             "line 2, column 18",
		"SELECT a FROM":                            "it ends too early",
		"SELECT a AS order FROM t":                 "reserved word",
		"INSERT INTO t (a, b) VALUES (1)":          "another number of values",
		"SELECT (SELECT a, b FROM t) FROM u":       "one column",
		"SELECT a INTO @x FROM t INTO OUTFILE 'x'": "more than one INTO",
	} {
		_, err := mysql.Parse(sql)
		var syntax mysql.SyntaxError
		if !errors.As(err, &syntax) || !strings.Contains(err.Error(), want) {
			t.Errorf("%s: want %q, got %v", sql, want, err)
		}
	}
}

func TestWhatIsNestedTooDeepIsNotRead(t *testing.T) {
	t.Parallel()
	for _, sql := range []string{
		"SELECT " + strings.Repeat("(", 100_000),
		"SELECT " + strings.Repeat("f(", 100_000),
		"SELECT " + strings.Repeat("CASE WHEN ", 100_000),
		"SELECT " + strings.Repeat("NOT ", 100_000) + "a",
		"SELECT a FROM t WHERE a " + strings.Repeat("LIKE a ", 100_000),
		"CALL " + strings.Repeat("f(", 100_000),
		"CREATE TABLE t " + strings.Repeat("(", 100_000),
		strings.Repeat("(SELECT a FROM ", 100_000),
		strings.Repeat("WITH a AS (", 100_000),
	} {
		if _, err := mysql.Parse(sql); !errors.Is(err, mysql.ErrTooComplex) {
			t.Errorf("%.40s: got %v", sql, err)
		}
	}
	if _, err := mysql.Parse("SELECT " + strings.Repeat("(", 900) + "1" + strings.Repeat(")", 900)); err != nil {
		t.Errorf("900 parentheses: %v", err)
	}
}

func FuzzParse(f *testing.F) {
	for _, sql := range []string{
		"SELECT a.b, COUNT(*) FROM t x LEFT JOIN u ON x.a = u.b WHERE c IN (1, 'x') GROUP BY a ORDER BY b LIMIT 1",
		"INSERT INTO t (a) VALUES (1) ON DUPLICATE KEY UPDATE a = VALUES(a)", "SELECT TRIM(TRIM(TRIM(a", "a = 1 /*",
		"CREATE TABLE `t` (a INT NOT NULL DEFAULT 1, PRIMARY KEY (a))", "SELECT CAST(CAST(CAST(1 AS CHAR",
	} {
		f.Add(sql)
	}
	f.Fuzz(func(t *testing.T, sql string) {
		statements, err := mysql.Parse(sql)
		if (statements == nil) != (err != nil) {
			t.Fatalf("%v with error %v", statements, err)
		}
	})
}
