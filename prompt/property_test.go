package prompt_test

import (
	"fmt"
	"strings"
	"testing"

	"pgregory.net/rapid"

	"github.com/promptgit/promptgit/prompt"
)

// sketch is a prompt that the tests can edit: sections of paragraphs.
type sketch struct {
	temperature int
	names       []string
	paragraphs  [][]string
}

func drawSketch(t *rapid.T) sketch {
	s := sketch{temperature: rapid.IntRange(0, 9).Draw(t, "temperature")}
	for i := range rapid.IntRange(2, 7).Draw(t, "sections") {
		s.names = append(s.names, fmt.Sprintf("Part %c", 'A'+i))
		var own []string
		for j := range rapid.IntRange(1, 4).Draw(t, "paragraphs") {
			words := rapid.SliceOfN(rapid.StringMatching(`[a-z]{2,6}`), 4, 12).Draw(t, "words")
			own = append(own, fmt.Sprintf("Line %d%d %s.", i, j, strings.Join(words, " ")))
		}
		s.paragraphs = append(s.paragraphs, own)
	}
	return s
}

// layout is what must not matter: how the text is wrapped and spaced.
type layout struct {
	eol, blank, wrap string
	setext, quoted   bool
}

func (s sketch) write(l layout) *prompt.Prompt {
	var b strings.Builder
	temperature := fmt.Sprintf("temperature: 0.%d", s.temperature)
	if l.quoted {
		temperature += "0 # warm"
	}
	b.WriteString("---\n" + temperature + "\n---\n")
	for i, name := range s.names {
		if l.setext {
			b.WriteString(name + "\n======\n")
		} else {
			b.WriteString("# " + name + "\n")
		}
		for _, p := range s.paragraphs[i] {
			b.WriteString(l.blank + strings.ReplaceAll(p, " ", l.wrap) + "\n")
		}
		b.WriteString(l.blank + "\n")
	}
	src := strings.ReplaceAll(b.String(), "\n", l.eol)
	p, err := prompt.Parse("prompts/p.md", []byte(src), prompt.Options{})
	if err != nil {
		panic(err)
	}
	return p
}

func plainLayout() layout { return layout{eol: "\n", blank: "\n", wrap: " "} }

func TestLayoutIsNeverAChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSketch(t)
		l := layout{
			eol:    rapid.SampledFrom([]string{"\n", "\r\n"}).Draw(t, "eol"),
			blank:  rapid.SampledFrom([]string{"\n", "\n\n\n", "  \n"}).Draw(t, "blank"),
			wrap:   rapid.SampledFrom([]string{" ", "\n", "  ", " \n "}).Draw(t, "wrap"),
			setext: rapid.Bool().Draw(t, "setext"),
			quoted: rapid.Bool().Draw(t, "comment"),
		}
		if changes := prompt.Compare(s.write(plainLayout()), s.write(l)); len(changes) > 0 {
			t.Fatalf("%v", changes)
		}
	})
}

func TestEditsOfDifferentPartsAddUp(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		before := drawSketch(t)
		after := sketch{temperature: before.temperature}
		want := map[string]bool{}
		if rapid.Bool().Draw(t, "parameter") {
			after.temperature = (before.temperature + 1) % 10
			want["modified param:temperature"] = true
		}
		gone := 0
		for i, name := range before.names {
			own := append([]string{}, before.paragraphs[i]...)
			edit := rapid.IntRange(0, 5).Draw(t, "edit")
			if edit == 1 && gone+1 == len(before.names) {
				edit = 0 // a prompt without text would be a deletion
			}
			switch edit {
			case 1:
				want["removed section:user/"+name] = true
				gone++
				continue
			case 2:
				own[0] += fmt.Sprintf(" Unheard of %d.", i)
				want["modified section:user/"+name] = true
			case 3:
				own = append(own, fmt.Sprintf("Something new %d of all.", i))
				want["modified section:user/"+name] = true
			case 4:
				after.names = append(after.names, name+" more")
				after.paragraphs = append(after.paragraphs, []string{fmt.Sprintf("Wholly fresh %d matter.", i)})
				want["added section:user/"+name+" more"] = true
			}
			after.names = append(after.names, name)
			after.paragraphs = append(after.paragraphs, own)
		}
		got := prompt.Compare(before.write(plainLayout()), after.write(plainLayout()))
		if len(got) != len(want) {
			t.Fatalf("want %v, got %v", want, got)
		}
		for _, c := range got {
			if !want[c.Change+" "+c.ID] {
				t.Fatalf("want %v, got %v", want, got)
			}
		}
	})
}

func TestAMovedParagraphIsOneChangeAtItsDestination(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSketch(t)
		from := rapid.IntRange(0, len(s.names)-1).Draw(t, "from")
		to := (from + rapid.IntRange(1, len(s.names)-1).Draw(t, "distance")) % len(s.names)
		moved := sketch{temperature: s.temperature, names: s.names}
		for _, own := range s.paragraphs {
			moved.paragraphs = append(moved.paragraphs, append([]string{}, own...))
		}
		moved.paragraphs[to] = append(moved.paragraphs[to], moved.paragraphs[from][0])
		moved.paragraphs[from] = moved.paragraphs[from][1:]
		got := prompt.Compare(s.write(plainLayout()), moved.write(plainLayout()))
		if len(got) != 1 || got[0].ID != "section:user/"+s.names[to] || got[0].Change != "moved" {
			t.Fatalf("from %d to %d: %v", from, to, got)
		}
	})
}

func TestSectionsInAnotherOrderAreOneChange(t *testing.T) {
	t.Parallel()
	rapid.Check(t, func(t *rapid.T) {
		s := drawSketch(t)
		order := rapid.Permutation(indices(len(s.names))).Draw(t, "order")
		other := sketch{temperature: s.temperature}
		sorted := true
		for i, at := range order {
			other.names = append(other.names, s.names[at])
			other.paragraphs = append(other.paragraphs, s.paragraphs[at])
			sorted = sorted && at == i
		}
		got := prompt.Compare(s.write(plainLayout()), other.write(plainLayout()))
		if sorted && len(got) != 0 || !sorted && (len(got) != 1 || got[0].ID != "order") {
			t.Fatalf("%v: %v", order, got)
		}
	})
}

func TestEditsOfDifferentBlocksAddUp(t *testing.T) {
	t.Parallel()
	vocabulary := strings.Fields("the a of to and in you is answer one word line never ask give name list short soup guest plate door with for each more than two read write think before after what how when")
	rapid.Check(t, func(t *rapid.T) {
		var before, after []string
		changed := 0
		for i := range rapid.IntRange(2, 9).Draw(t, "blocks") {
			text := strings.Join(rapid.SliceOfN(rapid.SampledFrom(vocabulary), 8, 40).Draw(t, "words"), " ")
			before = append(before, text)
			if rapid.Bool().Draw(t, "edited") {
				text = fmt.Sprintf("%s unheard%d of", text, i)
				changed++
			}
			after = append(after, text)
		}
		got := prompt.Compare(
			prompt.ParseText("p.txt", []byte(strings.Join(before, "\n\n")), prompt.Options{}),
			prompt.ParseText("p.txt", []byte(strings.Join(after, "\n\n")), prompt.Options{}))
		if len(got) != changed {
			t.Fatalf("want %d changes, got %v", changed, got)
		}
	})
}

func indices(n int) []int {
	list := make([]int, n)
	for i := range list {
		list[i] = i
	}
	return list
}

func TestARewriteOfThousandsOfPartsIsPairedByPlace(t *testing.T) {
	t.Parallel()
	parts := func(n int, format string) *prompt.Prompt {
		var b strings.Builder
		for i := range n {
			fmt.Fprintf(&b, format, i)
		}
		return prompt.ParseText("p.txt", []byte(b.String()), prompt.Options{})
	}
	for _, c := range []struct {
		name, before, after string
		want                int
	}{
		{"blocks", "old %d\n\n", "new %[1]d and %[1]d\n\n", 1000},
		{"sections", "# S\nold %d\n", "# S\nnew %[1]d and %[1]d\n", 1000},
		{"headings and texts", "# Old %d\nold %[1]d\n", "# New %d\nnew %[1]d and %[1]d\n", 2000},
	} {
		if got := len(prompt.Compare(parts(1000, c.before), parts(1000, c.after))); got != c.want {
			t.Errorf("%s: want %d changes, got %d", c.name, c.want, got)
		}
	}
	if got := len(prompt.Compare(parts(1000, "old %d\n\n"), parts(1200, "new %[1]d and %[1]d\n\n"))); got != 1200 {
		t.Errorf("200 more: want 1200 changes, got %d", got)
	}
}
