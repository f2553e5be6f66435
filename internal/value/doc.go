// Package value holds the data of front matter, suites and configurations:
// nil, bool, int64, float64, string, []any and *Object, whose keys keep their
// order. YAML is read by the core schema of YAML 1.2, as promptfoo reads it, so
// `yes` is a string and `017` is seventeen.
package value
