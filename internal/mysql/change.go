package mysql

func (p *parser) update() bool {
	var tables []tableUse
	var targets [][2]string // table and column
	ok := p.all(maybe(p.with), p.is("UPDATE"),
		p.openTables(&tables), p.is("SET"), p.assignList(&targets), maybe(p.where), maybe(p.orderBy), maybe(p.limit))
	if !ok {
		return false
	}
	databases := map[string]string{}
	for _, t := range tables {
		if t.db != none {
			databases[t.table] = t.db
		}
		if t.joined {
			t.touch(p, "select")
		} else {
			t.touch(p, "update")
		}
	}
	for _, target := range targets {
		table, column := target[0], target[1]
		if table != none {
			name := table
			if of, has := p.accessed.alias[table]; has {
				name = of
			}
			db := none
			if of := databases[name]; of != "" {
				db = of
			}
			p.accessed.table("update", db, name)
		}
		p.accessed.column("update", table, column)
	}
	return true
}

// assignList reads the assignments of UPDATE and its like; targets may be nil.
func (p *parser) assignList(targets *[][2]string) step {
	return p.list(func() bool {
		at := p.pos
		table := none
		if name, ok := p.name(); ok && p.mark(".") {
			table = name
		} else {
			p.pos = at
		}
		column, ok := p.looseColumn()
		if !ok || !p.mark("=") || !p.value() {
			p.pos = at
			return false
		}
		if targets != nil {
			*targets = append(*targets, [2]string{table, column})
		}
		return true
	})
}

func (p *parser) deleteRows() bool {
	var tables []tableUse
	if !p.all(maybe(p.with), p.is("DELETE"), maybe(p.tableList), p.fromStep(&tables),
		maybe(p.where), maybe(p.orderBy), maybe(p.limit)) {
		return false
	}
	for _, t := range tables {
		switch {
		case t.joined:
			t.touch(p, "select")
		case t.table != "":
			t.touch(p, "delete")
			p.accessed.column("delete", t.table, everyColumn)
		default:
			p.accessed.column("delete", "undefined", everyColumn)
		}
	}
	return true
}

// insertHead reads the beginning that the three forms of INSERT and REPLACE
// share.
func (p *parser) insertHead(table *tableUse) step {
	return p.seq(p.anyOf("INSERT REPLACE"), maybe(p.is("IGNORE")), maybe(p.is("INTO")), func() bool {
		var ok bool
		*table, ok = p.tableName()
		return ok
	}, maybe(p.partition))
}

func (p *parser) partition() bool {
	return p.either(
		p.seq(p.is("PARTITION"), p.inParens(p.list(read(p.anyName)))),
		p.seq(p.is("PARTITION"), p.row))
}

func (p *parser) insertColumns() bool {
	var table tableUse
	var columns []string
	var rows []int
	column := func() bool {
		name, ok := p.column()
		if ok {
			columns = append(columns, name)
		}
		return ok
	}
	if !p.all(p.insertHead(&table), p.inParens(p.list(column)), p.rowsOrQuery(&rows), maybe(p.onDuplicate)) {
		return false
	}
	table.touch(p, "insert")
	for _, n := range rows {
		if n != len(columns) {
			return p.refuse("a row has another number of values than there are columns")
		}
	}
	for _, name := range columns {
		p.accessed.column("insert", table.table, name)
	}
	return true
}

func (p *parser) insertRows() bool { return p.insertAll(p.rowsOrQuery(nil)) }
func (p *parser) insertSet() bool  { return p.insertAll(p.seq(p.is("SET"), p.assignList(nil))) }

func (p *parser) insertAll(values step) bool {
	var table tableUse
	if !p.all(p.insertHead(&table), values, maybe(p.onDuplicate)) {
		return false
	}
	table.touch(p, "insert")
	p.accessed.column("insert", table.table, everyColumn)
	return true
}

// rowsOrQuery reads what is inserted; rows, if not nil, gets the number of
// values of each row.
func (p *parser) rowsOrQuery(rows *[]int) step {
	return p.oneOf(func() bool { return p.rows(rows) }, p.subquery)
}

func (p *parser) rowsStep() bool { return p.rows(nil) }

func (p *parser) rows(counts *[]int) bool {
	return p.all(p.is("VALUES"), p.list(func() bool {
		n := 0
		ok := p.rowInto(&n)
		if ok && counts != nil {
			*counts = append(*counts, n)
		}
		return ok
	}))
}

// row reads values in parentheses.
func (p *parser) row() bool {
	n := 0
	return p.rowInto(&n)
}

func (p *parser) rowInto(n *int) bool {
	return p.all(maybe(p.begins("ROW")), p.inParens(p.list(func() bool {
		if !p.value() {
			return false
		}
		*n++
		return true
	})))
}

func (p *parser) onDuplicate() bool {
	return p.all(p.is("ON"), p.begins("DUPLICATE"), p.is("KEY UPDATE"), p.assignList(nil))
}
