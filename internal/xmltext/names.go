package xmltext

// nameStart and nameRest are the characters of names of XML 1.0, fifth edition,
// productions 4 and 4a, beyond ASCII.
var (
	nameStart = [...][2]rune{
		{0xc0, 0xd6},
		{0xd8, 0xf6},
		{0xf8, 0x2ff},
		{0x370, 0x37d},
		{0x37f, 0x1fff},
		{0x200c, 0x200d},
		{0x2070, 0x218f},
		{0x2c00, 0x2fef},
		{0x3001, 0xd7ff},
		{0xf900, 0xfdcf},
		{0xfdf0, 0xfffd},
		{0x10000, 0xeffff},
	}
	nameRest = [...][2]rune{{0xb7, 0xb7}, {0x300, 0x36f}, {0x203f, 0x2040}}
)

func startsName(r rune) bool {
	return 'a' <= r && r <= 'z' || 'A' <= r && r <= 'Z' || r == '_' || r == ':' || r > 0x7f && within(nameStart[:], r)
}

func inName(r rune) bool {
	return startsName(r) || '0' <= r && r <= '9' || r == '-' || r == '.' || r > 0x7f && within(nameRest[:], r)
}

func within(ranges [][2]rune, r rune) bool {
	for _, span := range ranges {
		if span[0] <= r && r <= span[1] {
			return true
		}
	}
	return false
}

// nameEnd is where the name that begins at i ends, i where there is none.
func nameEnd(s string, i int) int {
	for at, r := range s[i:] {
		if at == 0 && !startsName(r) || !inName(r) {
			return i + at
		}
	}
	return len(s)
}

func isBlank(r rune) bool { return r == ' ' || r == '\t' || r == '\n' || r == '\r' }
