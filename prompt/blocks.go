package prompt

// blocks cuts a message without headings and tags into paragraphs, lists and
// code blocks. A list right under a line of text is one block with it.
func blocks(role string, lines []line) []*part {
	var parts []*part
	var list byte // marker of the list that the block holds, 0 for none
	apart := true // a new block starts at the next line of text
	gap := false  // a blank line stands before
	for _, l := range lines {
		if l.kind == linePlain && l.blank() {
			gap = true
			continue
		}
		if !apart {
			apart = startsBlock(l, gap, list)
		}
		if apart {
			parts = append(parts, &part{Variable: Variable{Kind: KindBlock, Role: role}})
			list = 0
		}
		if l.kind == linePlain && list == 0 {
			list = listMarker(l.text)
		}
		parts[len(parts)-1].add(l)
		apart = l.kind == lineFenceClose && list == 0
		gap = false
	}
	return parts
}

func startsBlock(l line, gap bool, list byte) bool {
	inList := list != 0 && (indentation(l.text) >= 2 || l.text != "" && l.text[0] == '\t')
	switch l.kind {
	case lineFenced, lineFenceClose, lineRemark:
		return false
	case lineFenceOpen:
		return !inList
	case linePlain:
		return gap && !inList && (list == 0 || listMarker(l.text) != list)
	}
	return false
}
