// Package hooks holds the one-variable policy, which turns the changes of a
// commit into a counted verdict, and installs the Git hooks that apply it.
//
// It compares no prompts and runs no Git: changes come from package prompt, and
// what installing needs of a repository is handed in.
package hooks
