package eval

import "time"

// Origin says where an answer came from and when, for those who look at what is
// kept. It decides nothing.
type Origin struct {
	Target string    `json:"target"` // provider and model as asked, such as "openai:gpt-4.1-mini"
	Time   time.Time `json:"t"`
}

// origin is that of an answer that just came.
func (d *desk) origin(t Target) Origin {
	name := t.Provider
	if t.Model != "" {
		name += ":" + t.Model
	}
	return Origin{Target: name, Time: d.Now().UTC().Truncate(time.Second)}
}
