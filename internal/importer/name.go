package importer

import (
	"fmt"
	"hash/fnv"
	"path"
	"strings"
	"unicode"
)

// Bounds of a path that comes from the name of a prompt.
const (
	maxPart  = 100 // bytes of one part
	maxParts = 10  // folders
)

// fileName makes the path of a file from the name that a source gives: letters,
// digits, ".", "_", "-" and folders by "/". It cannot leave the folder that it is
// joined to, begin with a dot, or be a name that Windows keeps for devices.
func fileName(name string) string {
	var parts []string
	for part := range strings.SplitSeq(strings.ReplaceAll(name, `\`, "/"), "/") {
		if part = filePart(part); part != "" {
			parts = append(parts, part)
		}
	}
	if len(parts) > maxParts {
		parts = append(parts[:maxParts-1], strings.Join(parts[maxParts-1:], "-"))
		parts[maxParts-1] = cut(parts[maxParts-1])
	}
	if len(parts) == 0 {
		return "prompt-" + mark(name)
	}
	return strings.Join(parts, "/")
}

func filePart(part string) string {
	var b strings.Builder
	dash := false
	for _, c := range part {
		if unicode.IsLetter(c) || unicode.IsDigit(c) || unicode.Is(unicode.M, c) || c == '.' || c == '_' || c == '-' {
			if dash && b.Len() > 0 {
				b.WriteByte('-')
			}
			b.WriteRune(c)
			dash = false
			continue
		}
		dash = true
	}
	part = cut(strings.Trim(b.String(), ".-"))
	stem, _, _ := strings.Cut(part, ".")
	switch low := strings.ToLower(stem); {
	case low == "con", low == "prn", low == "aux", low == "nul",
		len(low) == 4 && (strings.HasPrefix(low, "com") || strings.HasPrefix(low, "lpt")) && low[3] >= '0' && low[3] <= '9':
		part += "-"
	}
	return part
}

func cut(part string) string {
	if len(part) <= maxPart {
		return part
	}
	return strings.TrimRight(strings.ToValidUTF8(part[:maxPart-9], ""), ".-") + "-" + mark(part)
}

// mark is short and differs for different names.
func mark(name string) string {
	h := fnv.New32a()
	_, _ = h.Write([]byte(name)) // never fails
	return fmt.Sprintf("%08x", h.Sum32())
}

// paths hands out paths, never one twice, not even in another case: some file
// systems do not tell "A" from "a". None of them is a folder of another.
type paths struct {
	folder  string
	ext     string
	byName  map[string]string
	taken   map[string]bool // in small letters
	folders map[string]bool // those of the taken ones, in small letters
}

// of gives the path of a prompt of this name. The same name has the same path.
func (p *paths) of(name string) string {
	if p.taken == nil {
		p.byName, p.taken, p.folders = map[string]string{}, map[string]bool{}, map[string]bool{}
	}
	if full, known := p.byName[name]; known {
		return full
	}
	base := fileName(name)
	full := path.Join(p.folder, base+p.ext)
	if p.below(full) {
		base = cut(strings.ReplaceAll(base, "/", "-"))
		full = path.Join(p.folder, base+p.ext)
	}
	for n := 0; p.taken[strings.ToLower(full)] || p.folders[strings.ToLower(full)]; n++ {
		full = path.Join(p.folder, base+"-"+mark(strings.Repeat(" ", n)+name)+p.ext)
	}
	low := strings.ToLower(full)
	p.byName[name], p.taken[low] = full, true
	for dir := path.Dir(low); dir != "."; dir = path.Dir(dir) {
		p.folders[dir] = true
	}
	return full
}

// below says whether a taken path would have to be a folder of this one.
func (p *paths) below(full string) bool {
	for dir := path.Dir(strings.ToLower(full)); dir != "."; dir = path.Dir(dir) {
		if p.taken[dir] {
			return true
		}
	}
	return false
}
