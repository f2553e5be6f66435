package cmd

import (
	"crypto/sha256"
	"encoding/hex"
	"io"
	"strings"

	"github.com/promptgit/promptgit/internal/ui"
)

// The parts of SARIF 2.1.0 that code scanning reads (OASIS, sarif-v2.1.0).
type (
	sarifLog struct {
		Schema  string     `json:"$schema"`
		Version string     `json:"version"`
		Runs    []sarifRun `json:"runs"`
	}
	sarifRun struct {
		Tool    sarifTool     `json:"tool"`
		Results []sarifResult `json:"results"`
	}
	sarifTool struct {
		Driver sarifDriver `json:"driver"`
	}
	sarifDriver struct {
		Name            string      `json:"name"`
		SemanticVersion string      `json:"version"`
		InformationURI  string      `json:"informationUri"`
		Rules           []sarifRule `json:"rules"`
	}
	sarifRule struct {
		ID               string    `json:"id"`
		ShortDescription sarifText `json:"shortDescription"`
		Help             sarifText `json:"help"`
	}
	sarifText struct {
		Text string `json:"text"`
	}
	sarifResult struct {
		RuleID       string            `json:"ruleId"`
		Level        string            `json:"level"`
		Message      sarifText         `json:"message"`
		Locations    []sarifLocation   `json:"locations"`
		Fingerprints map[string]string `json:"partialFingerprints"`
	}
	sarifLocation struct {
		Physical sarifPhysical `json:"physicalLocation"`
	}
	sarifPhysical struct {
		Artifact sarifArtifact `json:"artifactLocation"`
		Region   *sarifRegion  `json:"region,omitempty"`
	}
	sarifArtifact struct {
		URI string `json:"uri"`
	}
	sarifRegion struct {
		StartLine   int `json:"startLine"`
		StartColumn int `json:"startColumn,omitempty"`
	}
)

func writeSARIF(w io.Writer, r report) error {
	run := sarifRun{Results: []sarifResult{}}
	run.Tool.Driver = sarifDriver{
		Name: "promptgit", SemanticVersion: r.Version, InformationURI: "https://github.com/promptgit/promptgit", Rules: []sarifRule{},
	}
	for _, rule := range r.Rules {
		run.Tool.Driver.Rules = append(run.Tool.Driver.Rules, sarifRule{rule.Code, sarifText{rule.Doc}, sarifText{rule.Doc}})
	}
	for _, f := range r.Findings {
		text := f.Message
		if f.Hint != "" {
			text += "; " + f.Hint
		}
		sum := sha256.Sum256([]byte(strings.Join([]string{f.Code, f.Subject, f.Pos.Path, f.Message}, "\x00")))
		result := sarifResult{
			RuleID: f.Code, Level: f.Level, Message: sarifText{ui.Line(text)}, Locations: []sarifLocation{},
			Fingerprints: map[string]string{"promptgit/v1": hex.EncodeToString(sum[:8])},
		}
		if f.Pos.Path != "" {
			at := sarifPhysical{Artifact: sarifArtifact{sarifURI(f.Pos.Path)}}
			if f.Pos.Line > 0 {
				at.Region = &sarifRegion{f.Pos.Line, f.Pos.Col}
			}
			result.Locations = []sarifLocation{{at}}
		}
		run.Results = append(run.Results, result)
	}
	return ui.JSON(w, sarifLog{
		Schema:  "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json",
		Version: "2.1.0", Runs: []sarifRun{run},
	})
}

// sarifURI writes a path as a relative reference of RFC 3986.
func sarifURI(path string) string {
	const hexDigits = "0123456789ABCDEF"
	var b strings.Builder
	for _, c := range []byte(path) {
		if c == '/' || c == '-' || c == '.' || c == '_' || c == '~' || c >= '0' && c <= '9' || c >= 'a' && c <= 'z' || c >= 'A' && c <= 'Z' {
			b.WriteByte(c)
			continue
		}
		b.WriteByte('%')
		b.WriteByte(hexDigits[c>>4])
		b.WriteByte(hexDigits[c&15])
	}
	return b.String()
}
