package provider

import (
	"fmt"
	"slices"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
)

// asked are the parameters of a request as they are written, so that a server's
// own are sent too, and none that was not set. How the answer is sent is not a
// matter of the prompt; several answers are one of the suite.
func asked(req eval.Request) (*value.Object, error) {
	params := &value.Object{}
	for name, v := range req.Params.All() {
		switch name {
		case "stream", "stream_options":
			continue
		case "n":
			if several, ok := amount(v); ok && several > 1 {
				return nil, &eval.CallError{
					Fatal: true, Err: fmt.Errorf("n: %v asks for several answers, of which only one would be judged", v),
					Hint: fmt.Sprintf("leave n out of the prompt and write repeat: %v into the suite", v),
				}
			}
		case "seed":
			if v == "auto" {
				v = seedOf(req.Seed)
			}
		}
		params.Set(name, v)
	}
	return params, nil
}

// seedOf is a number between 0 and 2^31-1, which every server takes, from the
// hexadecimal hash of a job: each sample of a case has its own, always the same.
func seedOf(hash string) int64 {
	n, err := strconv.ParseInt(hash[:min(len(hash), 8)], 16, 64)
	if err != nil {
		return 0
	}
	return n & (1<<31 - 1)
}

// Reasons tells the models of OpenAI that think before they answer by their
// names: they take max_completion_tokens and no max_tokens, and most take no
// temperature.
func Reasons(model string) bool {
	model = strings.TrimPrefix(model[strings.LastIndexByte(model, '/')+1:], "responses:")
	return slices.ContainsFunc([]string{"o1", "o3", "o4", "gpt-5", "codex"}, func(family string) bool {
		return strings.HasPrefix(model, family)
	})
}
