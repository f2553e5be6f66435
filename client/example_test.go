package client_test

import (
	"context"
	"fmt"
	"net/http"
	"net/http/httptest"

	"github.com/promptgit/promptgit/client"
)

func Example() {
	server := httptest.NewServer(http.HandlerFunc(func(w http.ResponseWriter, _ *http.Request) {
		w.Header().Set("ETag", `"8f2c"`)
		fmt.Fprint(w, `{"schema":"promptgit.get/v1","prompt":"prompts/triage.md","label":"production","rev":"3c5f","etag":"8f2c",`+
			`"model":"openai:gpt-4.1-mini","params":{"temperature":0.2},"messages":[{"role":"system","content":"Route the ticket."}]}`)
	}))
	defer server.Close()

	prompts, err := client.New(server.URL, client.Options{Token: "the token of PROMPTGIT_API_TOKEN"})
	if err != nil {
		fmt.Println(err)
		return
	}
	defer prompts.Close()
	p, err := prompts.Get(context.Background(), "prompts/triage.md", client.GetOptions{Label: "production", User: "4711"})
	if err != nil {
		fmt.Println(err)
		return
	}
	fmt.Println(p.Model, p.Params["temperature"], p.Messages[0].Role, p.Messages[0].Content, p.Stale)
	// Output: openai:gpt-4.1-mini 0.2 system Route the ticket. false
}
