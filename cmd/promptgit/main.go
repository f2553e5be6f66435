// Command promptgit versions, judges and bisects prompts in a Git repository.
package main

import (
	"os"

	"github.com/promptgit/promptgit/cmd"
)

func main() { os.Exit(cmd.Main()) }
