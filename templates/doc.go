// Package templates embeds the files that promptgit writes into a repository
// or a page: hooks, starter projects, workflows. It holds texts and no logic.
package templates
