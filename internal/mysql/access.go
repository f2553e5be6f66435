package mysql

import (
	"slices"
	"strings"
)

// none stands for a database or a table that is not named.
const none = "null"

// everyColumn stands for *.
const everyColumn = "(.*)"

// access gathers what is touched. As in promptfoo, what was read in vain stays
// touched: a name is added when it is read, whether or not the form around it
// fits in the end.
type access struct {
	tables  map[string]bool
	columns map[string]map[columnUse]bool // by table
	alias   map[string]string             // table of each alias that is not its own
	stale   []string                      // tables of columns whose alias is known now
}

type columnUse struct{ action, rest string }

func newAccess() *access {
	return &access{tables: map[string]bool{}, columns: map[string]map[columnUse]bool{}, alias: map[string]string{}}
}

func (a *access) table(action, db, table string) {
	a.tables[strings.Join([]string{action, db, table}, "::")] = true
}

func (a *access) column(action, table string, rest ...string) {
	a.put(table, columnUse{action, strings.Join(rest, "::")})
}

func (a *access) put(table string, use columnUse) {
	if a.columns[table] == nil {
		a.columns[table] = map[columnUse]bool{}
		if _, has := a.alias[table]; has {
			a.stale = append(a.stale, table)
		}
	}
	a.columns[table][use] = true
}

// names says what a name stands for in the columns read so far and later.
func (a *access) names(alias, table string) {
	if alias == table {
		delete(a.alias, alias)
		return
	}
	a.alias[alias] = table
	if a.columns[alias] != nil {
		a.stale = append(a.stale, alias)
	}
}

// resolve puts tables in the place of their aliases, once each.
func (a *access) resolve() {
	stale := a.stale
	a.stale = nil
	moved := map[string]map[columnUse]bool{}
	for _, name := range stale {
		if table, has := a.alias[name]; has && a.columns[name] != nil {
			if moved[table] == nil {
				moved[table] = a.columns[name]
			} else {
				for use := range a.columns[name] {
					moved[table][use] = true
				}
			}
			delete(a.columns, name)
		}
	}
	for table, uses := range moved {
		for use := range uses {
			a.put(table, use)
		}
	}
}

func (a *access) tableList() []string { return sorted(a.tables) }

func (a *access) columnList() []string {
	a.resolve()
	list := map[string]bool{}
	for table, uses := range a.columns {
		for use := range uses {
			list[strings.Join([]string{use.action, table, use.rest}, "::")] = true
		}
	}
	return sorted(list)
}

func sorted(set map[string]bool) []string {
	list := make([]string, 0, len(set))
	for text := range set {
		list = append(list, text)
	}
	slices.Sort(list)
	return list
}
