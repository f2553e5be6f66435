// Package edge has hostile inputs: what users and attackers send that nobody
// thought of when the prompt was written. All of them are the same each time.
package edge
