package parity

import (
	"fmt"
	"hash/fnv"
	"math/rand/v2"
	"slices"
)

// families are the generators of tests, one for each group of assertion types.
func families() []family {
	return []family{
		{name: "equals", make: equalsTests},
		{name: "contains", make: containsTests},
		{name: "lists", make: listTests},
		{name: "starts-with", make: startsWithTests},
		{name: "regex", make: regexTests},
		{name: "is-json", make: isJSONTests},
		{name: "contains-json", make: containsJSONTests},
		{name: "xml", make: xmlTests},
		{name: "html", make: htmlTests},
		{name: "sql", make: sqlTests},
		{name: "distance", make: distanceTests},
		{name: "overlap", make: overlapTests},
		{name: "word-count", make: wordCountTests},
		{name: "answer", make: answerTests},
		{name: "tools", make: toolTests},
		{name: "javascript", make: scriptTests},
		{name: "sets", make: setTests},
		{name: "weights", make: weightTests},
		{name: "templates", make: templateTests},
		{name: "max-score", make: maxScoreTests, prompts: []string{"one {{out}}", "two {{out}}", "three three {{out}}"}},
		{name: "csv", make: tableTests, header: tableHeader()},
		{name: "csv-thresholds", make: thresholdTests, header: tableHeader("__config:__expected1:threshold")},
	}
}

// family makes the tests of some configurations.
type family struct {
	name    string
	make    func(d *dice) []Test
	prompts []string // "{{out}}" where nil
	header  []string
}

// most is how many tests one configuration holds: a start of promptfoo costs as
// much as several hundred of them.
const most = 350

// Generate makes the configurations of a seed. A family of tests does not change
// the others.
func Generate(seed uint64) []Config {
	var configs []Config
	for _, f := range families() {
		hash := fnv.New64a()
		_, _ = hash.Write([]byte(f.name))
		d := &dice{rand.New(rand.NewPCG(seed, hash.Sum64()))} //nolint:gosec // the tests must be the same for a seed
		n := 0
		for tests := range slices.Chunk(f.make(d), most) {
			c := Config{Name: fmt.Sprintf("%s-%d", f.name, n), Tests: tests, Prompts: f.prompts, Header: f.header}
			if c.Prompts == nil {
				c.Prompts = []string{"{{out}}"}
			}
			configs = append(configs, c)
			n++
		}
	}
	return configs
}

// dice draws what a family leaves to chance.
type dice struct{ *rand.Rand }

func pick[T any](d *dice, from ...T) T { return from[d.IntN(len(from))] }

// one in n.
func (d *dice) one(n int) bool { return d.IntN(n) == 0 }

// not puts "not-" before one type in three.
func (d *dice) not(typ string) string {
	if d.one(3) {
		return "not-" + typ
	}
	return typ
}

// absent is the value of an assertion that has none.
type absent struct{}

// assertion makes one; more are pairs of further keys and values.
func assertion(typ string, value any, more ...any) object {
	a := object{"type": typ}
	if _, none := value.(absent); !none {
		a["value"] = value
	}
	for i := 0; i < len(more); i += 2 {
		a[more[i].(string)] = more[i+1]
	}
	return a
}

// test makes the test of one output. The provider is asked for an empty output,
// since promptfoo takes an empty providerOutput for none.
func test(output any, asserts ...object) Test {
	t := Test{Object: object{"assert": asserts}}
	if output == "" {
		t.Object["vars"] = object{"out": ""}
	} else {
		t.Object["providerOutput"] = output
	}
	for _, a := range asserts {
		t.Types = append(t.Types, typesOf(a)...)
	}
	return t
}

func typesOf(a object) []string {
	types := []string{a["type"].(string)}
	members, _ := a["assert"].([]object)
	for _, m := range members {
		types = append(types, typesOf(m)...)
	}
	return types
}

// with sets further keys of a test.
func (t Test) with(pairs ...any) Test {
	for i := 0; i < len(pairs); i += 2 {
		t.Object[pairs[i].(string)] = pairs[i+1]
	}
	return t
}
