package parity

// simple is an assertion that passes, fails or has a score between, on the output
// "Hello world".
func (d *dice) simple() object {
	a := pick(d,
		assertion("contains", "Hello"), assertion("contains", "Bye"), assertion("not-contains", "Bye"), assertion("icontains", "WORLD"), assertion("equals", "Hello"),
		assertion("starts-with", "Hell"), assertion("regex", "o w"), assertion("not-regex", "o"), assertion("is-json", absent{}), assertion("contains-all", "Hello, moon"), assertion("contains-any", "Hello, moon"))
	return object{"type": a["type"], "value": a["value"]}
}

func (d *dice) weight() any {
	return pick[any](d, 0, 1, 2, 0.5, 0.1, 0.3, 1e-3, 3, 7, 1000)
}

// setTests put assertions into sets with thresholds, weights and metrics.
func setTests(d *dice) []Test {
	var tests []Test
	for range 120 {
		var asserts []object
		for range 1 + d.IntN(3) {
			set := object{"type": "assert-set"}
			members := []object{}
			for range d.IntN(5) {
				members = append(members, d.decorated())
			}
			set["assert"] = members
			d.decorate(set)
			if d.one(3) {
				set["threshold"] = pick[any](d, 0, 0.5, 1, 0.3, 2.0/3, 0.1)
			}
			asserts = append(asserts, set)
			if d.one(2) {
				asserts = append(asserts, d.decorated())
			}
		}
		t := test("Hello world", asserts...)
		if d.one(3) {
			t = t.with("threshold", pick[any](d, 0, 0.5, 1, 0.25, 0.7))
		}
		tests = append(tests, t.with("vars", object{"out": "", "cat": "tone"}))
	}
	return tests
}

// decorated is an assertion with a weight, a metric, both or none.
func (d *dice) decorated() object {
	a := d.simple()
	d.decorate(a)
	return a
}

func (d *dice) decorate(a object) {
	if d.one(3) {
		a["weight"] = d.weight()
	}
	if d.one(3) {
		a["metric"] = pick(d, "tone", "facts", "{{cat}}", "{{cat}}-x", "", "{{none}}", " tone")
	}
}

// weightTests add up weights against thresholds.
func weightTests(d *dice) []Test {
	var tests []Test
	for range 200 {
		var asserts []object
		for range d.IntN(6) {
			asserts = append(asserts, d.decorated())
		}
		if asserts == nil {
			asserts = []object{}
		}
		t := test("Hello world", asserts...)
		switch d.IntN(3) {
		case 0:
			t = t.with("threshold", pick[any](d, 0, 1, 0.5, 0.1, 0.3, 0.6, 0.75, 2.0/3, 1.0/3, 1.1, -1))
		case 1: // just what the sum may come to
			t = t.with("threshold", float64(d.IntN(10))/float64(1+d.IntN(9)))
		}
		tests = append(tests, t.with("vars", object{"out": "", "cat": "tone"}))
	}
	return tests
}

// maxScoreTests let columns compete.
func maxScoreTests(d *dice) []Test {
	var tests []Test
	outs := []string{"a", "b", "hello", "Bye", "", "42"}
	for range 60 {
		var asserts []object
		for range 1 + d.IntN(4) {
			a := assertion(d.not(pick(d, "contains", "icontains", "starts-with", "contains-any")), pick(d, "one", "two", "three", "o", "T", "three three", "e h", "zzz"))
			if d.one(3) {
				a["weight"] = pick[any](d, 0, 2, 0.5)
			}
			if d.one(4) {
				a = object{"type": "assert-set", "assert": []object{a, assertion("contains", pick(d, "one", "two"))}}
			}
			asserts = append(asserts, a)
		}
		best := object{"type": "max-score"}
		if d.one(2) {
			value := object{}
			if d.one(2) {
				value["method"] = pick(d, "average", "sum")
			}
			if d.one(2) {
				value["weights"] = object{"contains": pick[any](d, 0, 1, 2, 0.5, 10), "not-contains": pick[any](d, 0, 3)}
			}
			if d.one(2) {
				value["threshold"] = pick[any](d, 0, 0.5, 1, 2, 0.1)
			}
			best["value"] = value
		}
		at := d.IntN(len(asserts) + 1)
		asserts = append(asserts[:at:at], append([]object{best}, asserts[at:]...)...)
		t := test(nil, asserts...)
		delete(t.Object, "providerOutput")
		t.Object["vars"] = object{"out": pick(d, outs...)}
		if d.one(4) {
			t = t.with("threshold", pick[any](d, 0, 0.5, 1))
		}
		tests = append(tests, t)
	}
	return tests
}
