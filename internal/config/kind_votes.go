package config

import "gopkg.in/yaml.v3"

// mostVotes bounds what one assertion may ask.
const mostVotes = 99

// votes is an odd number, since an even one could end in a tie.
func votes(p *int) kind {
	k := integer(p, 1, mostVotes)
	k.schema.Set("not", map[string]any{"multipleOf": 2})
	read := k.read
	k.read = func(r *reader, n *yaml.Node, name string) {
		if i, whole := scalar(n).(int64); whole && i%2 == 0 {
			r.reject(n, "write 3 or 5: an even number could end in a tie", "%s cannot be %s", name, shown(n))
			return
		}
		read(r, n, name)
	}
	return k
}
