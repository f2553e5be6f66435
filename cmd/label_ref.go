package cmd

import (
	"fmt"
	"net/url"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/gitops"
)

// labelsRef is where releases of prompts stand: below it PROMPT/LABEL, at a commit.
const labelsRef = gitops.LabelsRef

// labelRef is the ref of a label of a prompt. What Git does not take in the name
// of a ref is written as %XX, as in a URL, so that labelOf reads it back.
func labelRef(prompt, label string) string {
	parts := strings.Split(prompt, "/")
	for i := range parts {
		parts[i] = refPart(parts[i])
	}
	return labelsRef + strings.Join(parts, "/") + "/" + refPart(label)
}

// labelOf is the other way: the prompt and its label, false for a ref that is no
// label, and for one that labelRef writes otherwise, which would stand for the same.
func labelOf(ref string) (prompt, label string, ok bool) {
	name, ok := strings.CutPrefix(ref, labelsRef)
	at := strings.LastIndexByte(name, '/')
	if !ok || at < 1 {
		return "", "", false
	}
	prompt, err := url.PathUnescape(name[:at])
	if err != nil {
		return "", "", false
	}
	label, err = url.PathUnescape(name[at+1:])
	if err != nil || labelRef(prompt, label) != ref {
		return "", "", false
	}
	return prompt, label, true
}

// refPart writes one part of a name as git check-ref-format takes it: no control
// character, none of " ~^:?*[\", no "@{", no "..", no leading "." and no ".", or
// ".lock" at the end.
func refPart(part string) string {
	if part == "" || part == "@" {
		return strings.ReplaceAll(part, "@", "%40")
	}
	var b strings.Builder
	for i := range len(part) {
		c := part[i]
		ends := strings.HasPrefix(part[i:], ".lock") && i+len(".lock") == len(part)
		dot := c == '.' && (i == 0 || i == len(part)-1 || part[i-1] == '.' || ends)
		switch {
		case dot, c <= ' ', c == 0x7f, strings.IndexByte(`~^:?*[\%/`, c) >= 0, strings.HasPrefix(part[i:], "@{"):
			fmt.Fprintf(&b, "%%%02X", c)
		default:
			b.WriteByte(c)
		}
	}
	return b.String()
}

// candidateRef is the ref of a version that a share of a label's users gets: the
// weight is percent, from 1 to 99.
func candidateRef(prompt, label string, weight int) string {
	return gitops.CandidatesRef + strings.TrimPrefix(labelRef(prompt, label), labelsRef) + "/" + strconv.Itoa(weight)
}

// candidateOf is the other way, false for a ref that is no candidate.
func candidateOf(ref string) (prompt, label string, weight int, ok bool) {
	name, ok := strings.CutPrefix(ref, gitops.CandidatesRef)
	at := strings.LastIndexByte(name, '/')
	if !ok || at < 0 {
		return "", "", 0, false
	}
	weight, err := strconv.Atoi(name[at+1:])
	if err != nil || weight < 1 || weight > 99 || strconv.Itoa(weight) != name[at+1:] {
		return "", "", 0, false
	}
	prompt, label, ok = labelOf(labelsRef + name[:at])
	return prompt, label, weight, ok
}
