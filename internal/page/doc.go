// Package page draws what promptgit knows as HTML: the pages of serve and the one
// file of report. It is given values and gives bytes; it knows no repository, no
// file and no network. Texts of prompts, outputs and commits are hostile: only
// html/template writes them.
package page
