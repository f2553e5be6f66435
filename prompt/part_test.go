package prompt_test

import (
	"encoding/json"
	"testing"

	"github.com/google/go-cmp/cmp"

	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

func TestAMessageIsShownWithItsPartsAndCalls(t *testing.T) {
	t.Parallel()
	png := prompt.Part{Type: "image/png", Data: []byte("png"), Detail: "low"}
	for name, c := range map[string]struct {
		message prompt.Message
		want    string
	}{
		"text":     {prompt.Message{Role: "user", Text: "a <b>", Name: "Ada"}, `{"role":"user","content":"a <b>","name":"Ada"}`},
		"an image": {prompt.Message{Role: "user", Text: "look", Parts: []prompt.Part{{Text: "look"}, png}}, `{"role":"user","content":[{"type":"text","text":"look"},{"type":"image","media_type":"image/png","sha256":"8f8cbb7dcf46e0bc7d53265749a6c17d116093a6ba95e442764060c76fd4a86c","bytes":3,"detail":"low"}]}`},
		"an image by address": {
			prompt.Message{Role: "user", Parts: []prompt.Part{{Type: "image", URL: "https://host/a.png"}}},
			`{"role":"user","content":[{"type":"image","media_type":"image","url":"https://host/a.png"}]}`,
		},
		"a call of a tool": {
			prompt.Message{Role: "assistant", Calls: []prompt.Call{{ID: "c1", Name: "find", Arguments: `{"q":"<x>"}`}}},
			`{"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"find","arguments":"{\"q\":\"<x>\"}"}}]}`,
		},
		"what a tool says": {prompt.Message{Role: "tool", Text: "3", CallID: "c1"}, `{"role":"tool","content":"3","tool_call_id":"c1"}`},
	} {
		got, err := json.Marshal(c.message)
		if err != nil {
			t.Fatal(err)
		}
		want, err := value.DecodeJSON([]byte(c.want))
		if err != nil {
			t.Fatal(err)
		}
		read, err := value.DecodeJSON(got)
		if err != nil {
			t.Fatal(err)
		}
		if a, b := string(value.Canonical(read)), string(value.Canonical(want)); a != b {
			t.Errorf("%s:\nwant %s\ngot  %s", name, b, a)
		}
	}
}

func TestAFlattenedChatKeepsItsText(t *testing.T) {
	t.Parallel()
	chat := []prompt.Message{{Role: "system", Text: "a <b> & \u2028"}, {Role: "user", Text: "c"}}
	want := `[{"role":"system","content":"a <b> & \u2028"},{"role":"user","content":"c"}]`
	if got := prompt.Flatten(chat); got != want {
		t.Errorf("want %s\ngot  %s", want, got)
	}
}

// Signatures and thoughts are no text that people or assertions read, but they are
// sent, so that they belong to what an answer is kept under.
func TestWhatAModelThoughtBeforeACallCountsAndIsNotShown(t *testing.T) {
	t.Parallel()
	with, without := prompt.Call{ID: "1", Name: "f", Arguments: "{}", Signature: "s"}, prompt.Call{ID: "1", Name: "f", Arguments: "{}"}
	one, other := prompt.Message{Role: "assistant", Calls: []prompt.Call{with}}, prompt.Message{Role: "assistant", Calls: []prompt.Call{without}}
	if cmp.Equal(value.Canonical(one.Identity()), value.Canonical(other.Identity())) {
		t.Error("the signature does not count")
	}
	thoughtful := one
	thoughtful.Thoughts = "[]"
	if cmp.Equal(value.Canonical(one.Identity()), value.Canonical(thoughtful.Identity())) {
		t.Error("the thoughts do not count")
	}
	if a, b := prompt.Flatten([]prompt.Message{one}), prompt.Flatten([]prompt.Message{other}); a != b {
		t.Errorf("got %s and %s", a, b)
	}
}
