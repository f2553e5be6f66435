// Command sdkbodies records what the official SDKs send, so that tests can hold
// the requests of providers to it.
//
// The SDK is installed from npm, outside of the repository. This reads
// eval/provider/testdata/sdk/VENDOR.inputs.json, a list of inputs
//
//	{"name": "a word", "call": "chat.completions.create", "args": [{…}]}
//
// sends each through the SDK to a server on loopback, and writes the requests
// that arrived into VENDOR.json beside it:
//
//	go run ./internal/sdkbodies -vendor openai -modules NODE_MODULES
//
// Vendors are openai, anthropic and google.
package main

import (
	"bytes"
	"context"
	_ "embed" // the driver
	"encoding/json"
	"flag"
	"fmt"
	"os"
	"os/exec"
	"path/filepath"
)

//go:embed driver.mjs
var driver []byte

func main() {
	vendor := flag.String("vendor", "openai", "whose SDK is recorded")
	modules := flag.String("modules", "node_modules", "`DIR` that the SDK is installed in")
	dir := flag.String("dir", filepath.Join("eval", "provider", "testdata", "sdk"), "`DIR` of the inputs and of what is recorded")
	flag.Parse()
	if err := run(context.Background(), *vendor, *modules, *dir); err != nil {
		fmt.Fprintln(os.Stderr, "sdkbodies:", err)
		os.Exit(1) //nolint:forbidigo // the end of a program
	}
}

func run(ctx context.Context, vendor, modules, dir string) error {
	raw, err := record(ctx, vendor, modules, filepath.Join(dir, vendor+".inputs.json"))
	if err != nil {
		return err
	}
	return os.WriteFile(filepath.Join(dir, vendor+".json"), raw, 0o666)
}

// record gives what the SDK sends for the inputs of a file, as JSON.
func record(ctx context.Context, vendor, modules, inputs string) ([]byte, error) {
	temp, err := os.MkdirTemp("", "sdkbodies")
	if err != nil {
		return nil, err
	}
	defer os.RemoveAll(temp) //nolint:errcheck // a folder of temporary files
	script := filepath.Join(temp, "driver.mjs")
	if err = os.WriteFile(script, driver, 0o600); err != nil {
		return nil, err
	}
	node := exec.CommandContext(ctx, "node", script, vendor, modules, inputs) //nolint:gosec // the user's own folder
	var problem bytes.Buffer
	node.Stderr = &problem
	out, err := node.Output()
	if err != nil {
		return nil, fmt.Errorf("node: %w\n%s", err, problem.Bytes())
	}
	var pretty bytes.Buffer
	if err := json.Indent(&pretty, out, "", " "); err != nil {
		return nil, err
	}
	return pretty.Bytes(), nil
}
