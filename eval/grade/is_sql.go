package grade

import (
	"errors"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/internal/mysql"
	"github.com/promptgit/promptgit/internal/value"
)

func isSQL(c *compiled) Type {
	return Type{
		Name:    "is-sql",
		Doc:     "The whole output is SQL of MySQL; with allowedTables or allowedColumns, SQL that touches nothing else.",
		Example: "type: is-sql\nvalue:\n  databaseType: MySQL\n  allowedTables: ['select::null::users']\n",
		Since:   "0.2.0",
		New:     matching(c.matchSQL),
	}
}

func (c *compiled) matchSQL(output string, v any) (finding, error) {
	rules, err := sqlRulesOf(v)
	if err != nil {
		return finding{}, err
	}
	f := finding{want: "be SQL of MySQL"}
	if rules.tables != nil || rules.columns != nil {
		f.want += " that touches only what is allowed"
	}
	f.note, err = c.sqlProblem(output, rules)
	f.ok = f.note == ""
	return f, err
}

// sqlRules is the value of is-sql and contains-sql.
type sqlRules struct {
	dialect         string
	tables, columns []string // patterns of what is allowed, nil for everything
}

func sqlRulesOf(v any) (sqlRules, error) {
	rules := sqlRules{dialect: "MySQL"}
	if !truthy(v) {
		return rules, nil
	}
	o, ok := v.(*value.Object)
	if !ok {
		if _, list := v.([]any); list { // an object too, of which promptfoo reads nothing
			return rules, nil
		}
		return rules, errors.New("the value must be an object with databaseType, allowedTables or allowedColumns")
	}
	if dialect, has := o.Get("databaseType"); has && truthy(dialect) {
		name, isText := dialect.(string)
		if !isText || !strings.EqualFold(name, "MySQL") {
			return rules, fmt.Errorf("databaseType %s is not supported: only MySQL can be judged; "+
				"judge another dialect with type: javascript or python", quote(text(dialect)))
		}
		rules.dialect = name
	}
	var err error
	if rules.tables, err = allowedList(o, "allowedTables"); err != nil {
		return rules, err
	}
	rules.columns, err = allowedList(o, "allowedColumns")
	return rules, err
}

// allowedList reads a list of patterns; an empty one allows everything.
func allowedList(o *value.Object, key string) ([]string, error) {
	v, has := o.Get(key)
	if !has || !truthy(v) {
		return nil, nil
	}
	list, ok := v.([]any)
	if !ok {
		return nil, fmt.Errorf("%s must be a list of texts such as 'select::null::users'", key)
	}
	patterns := make([]string, 0, len(list))
	for _, item := range list {
		pattern, ok := item.(string)
		if !ok {
			return nil, fmt.Errorf("%s must hold texts, not %s", key, quote(text(item)))
		}
		patterns = append(patterns, pattern)
	}
	return patterns, nil
}

// sqlProblem says why the output does not pass, "" where it does. The error says
// that it could not be found out.
func (c *compiled) sqlProblem(output string, rules sqlRules) (string, error) {
	if problem := suspiciousSQL(value.JSTrim(output), rules.dialect); problem != "" {
		return problem, nil
	}
	statements, err := mysql.Parse(output)
	if errors.Is(err, mysql.ErrTooComplex) {
		return "", err
	}
	if err != nil {
		return err.Error(), nil //nolint:nilerr // output that is no SQL is a verdict
	}
	if problem, err := c.notAllowed("table", statements.Tables, rules.tables); problem != "" || err != nil {
		return problem, err
	}
	return c.notAllowed("column", statements.Columns, withoutTables(rules.columns))
}

// withoutTables adds to the columns allowed of a table the same ones of no
// table.
func withoutTables(allowed []string) []string {
	all := allowed[:len(allowed):len(allowed)]
	for _, pattern := range allowed {
		if part := strings.Split(pattern, "::"); len(part) == 3 && part[1] != "null" {
			all = append(all, part[0]+"::null::"+part[2])
		}
	}
	return all
}

// notAllowed finds a use that no pattern matches as a whole, in any case.
func (c *compiled) notAllowed(what string, uses, allowed []string) (string, error) {
	if len(allowed) == 0 {
		return "", nil
	}
	for _, use := range uses {
		units := codeUnits(use)
		match := false
		for _, pattern := range allowed {
			re, err := c.foldedPattern("^" + pattern + "$")
			if err != nil {
				return fmt.Sprintf("the allowed %s %s is an invalid pattern: %v", what, quote(pattern), err), nil
			}
			if match, err = re.MatchRunes(units); err != nil {
				return "", fmt.Errorf("%s took longer than %s: %w", quote(pattern), regexTimeout, err)
			}
			if match {
				break
			}
		}
		if !match {
			return fmt.Sprintf("it touches the %s %s, which is not allowed", what, quote(use)), nil
		}
	}
	return "", nil
}
