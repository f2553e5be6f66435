package provider_test

import (
	"encoding/json"
	"os"
	"path/filepath"
	"testing"
)

// sdkRequest is what an official SDK sent to a server on loopback, recorded by
// internal/sdkbodies.
type sdkRequest struct {
	Name    string            `json:"name"`
	Method  string            `json:"method"`
	Path    string            `json:"path"` // with the query
	Headers map[string]string `json:"headers"`
	Body    json.RawMessage   `json:"body"`
}

// sdkRequests reads what the SDK of a vendor sent.
func sdkRequests(t *testing.T, vendor string) []sdkRequest {
	t.Helper()
	raw, err := os.ReadFile(filepath.Join("testdata", "sdk", vendor+".json"))
	if err != nil {
		t.Fatal(err)
	}
	var recorded struct {
		Requests []sdkRequest `json:"requests"`
	}
	if err := json.Unmarshal(raw, &recorded); err != nil || len(recorded.Requests) == 0 {
		t.Fatalf("%v, or nothing is recorded", err)
	}
	return recorded.Requests
}
