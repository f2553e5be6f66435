package gitops

import "strings"

// isHex says whether s can be a part of a note's name. Git writes lower case
// only; other spellings are foreign entries.
func isHex(s string) bool {
	return s != "" && strings.Trim(s, "0123456789abcdef") == ""
}

// isFan says whether an entry is a fan-out directory: the next two characters
// of the ids of the notes below it.
func isFan(e TreeEntry) bool { return e.Mode == ModeTree && len(e.Name) == 2 && isHex(e.Name) }

// isNote says whether an entry is a note when its directory stands for all but
// the last rest characters of an id.
func isNote(e TreeEntry, rest int) bool {
	return e.Mode.IsFile() && len(e.Name) == rest && isHex(e.Name)
}
