package prompt

import "slices"

// compareLevels counts headings whose level alone changed: once as order where
// all that changed did so alike, else each with its section.
func (c *comparison) compareLevels() {
	var changed []int
	headings, alike, delta := 0, true, 0
	for i, p := range c.pairs {
		if p.old == nil || p.new == nil || p.old.Level == 0 && p.new.Level == 0 || p.old.Kind == KindBlock || p.new.Kind == KindBlock {
			continue
		}
		headings++
		if p.old.Level == p.new.Level {
			continue
		}
		if len(changed) == 0 {
			delta = p.new.Level - p.old.Level
		}
		alike = alike && p.new.Level-p.old.Level == delta && p.old.Level > 0 && p.new.Level > 0
		changed = append(changed, i)
	}
	if !slices.ContainsFunc(changed, func(i int) bool { return c.pairs[i].same() && !c.pairs[i].done }) {
		return // such a level is part of the change of its section
	}
	if alike && (len(changed) > 1 || headings == 1) {
		var pairs []pair
		for _, i := range changed {
			pairs = append(pairs, c.pairs[i])
		}
		c.order(pairs, pairs, pairs[0].new.Line)
		return
	}
	for _, i := range changed {
		if c.pairs[i].same() && !c.pairs[i].done {
			c.count(c.pairs[i], "modified")
			c.pairs[i].done = true
		}
	}
}

// compareTexts counts the components whose text differs. Text that only moved
// from one to another is one change, named by its destination.
func (c *comparison) compareTexts() {
	c.countMovedMessages()
	var changed []int
	for i, p := range c.pairs {
		if !p.done && !p.same() {
			changed = append(changed, i)
		}
	}
	m := newMoves(c.pairs, changed)
	for i, at := range changed {
		if m.own[i] {
			c.countPlain(c.pairs[at])
		}
	}
	for _, end := range m.names() {
		p := c.pairs[changed[end.vertex]]
		if end.destination {
			c.count(p, "moved")
		} else {
			c.countPlain(p)
		}
	}
}

// countMovedMessages counts a whole message of several components that got
// another role once, as order.
func (c *comparison) countMovedMessages() {
	byMessage := map[int][]int{}
	for i, p := range c.pairs {
		if p.old != nil && p.old.Kind != KindExample {
			byMessage[p.old.Message] = append(byMessage[p.old.Message], i)
		}
	}
	for _, list := range byMessage {
		first := c.pairs[list[0]]
		if len(list) < 2 || slices.ContainsFunc(list, func(i int) bool {
			return c.pairs[i].done || !c.pairs[i].moved() || c.pairs[i].new.Message != first.new.Message
		}) {
			continue
		}
		var pairs []pair
		for _, i := range list {
			pairs = append(pairs, c.pairs[i])
			c.pairs[i].done = true
		}
		if !slices.ContainsFunc(c.changes, func(x Change) bool { return x.ID == "order" }) {
			c.order(pairs, pairs, first.new.Line)
		}
	}
}
