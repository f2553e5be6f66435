package grade

import (
	"bytes"
	"errors"
	"fmt"
	"math"
	"strconv"
	"strings"

	"github.com/promptgit/promptgit/internal/value"
)

const (
	// maxReply bounds a reply that is looked through for JSON.
	maxReply = 1 << 20
	// maxScanned bounds the text that is looked at for one reply, against
	// thousands of braces that are never closed.
	maxScanned = 4 << 20
)

// replyObject finds the JSON object in a judge's reply that has one of the keys,
// whatever prose, fences and other objects stand around it. Objects are read as
// JSON, else as YAML in braces, which forgives what models get wrong; one that
// the reply does not close is not read, since it may say anything. Several
// objects must agree on the keys.
func replyObject(reply string, keys ...string) (map[string]any, error) {
	if len(reply) > maxReply {
		return nil, errors.New("the judge's reply is longer than 1 MiB")
	}
	objects, cut, err := closedObjects(reply)
	if err != nil {
		return nil, err
	}
	var found map[string]any
	for _, o := range objects {
		if !hasAny(o, keys) {
			continue
		}
		if found != nil && !agree(found, o, keys) {
			return nil, fmt.Errorf("the judge's reply holds several verdicts that differ: %s", quote(reply))
		}
		found = o
	}
	switch {
	case found != nil:
		return found, nil
	case cut:
		return nil, fmt.Errorf("the judge's reply ends in the middle of its JSON: %s", quote(reply))
	}
	return nil, fmt.Errorf("the judge's reply holds no JSON object with %s: %s", strings.Join(keys, " or "), quote(reply))
}

func hasAny(o map[string]any, keys []string) bool {
	for _, k := range keys {
		if o[k] != nil {
			return true
		}
	}
	return false
}

func agree(a, b map[string]any, keys []string) bool {
	for _, k := range keys {
		if !bytes.Equal(value.Canonical(a[k]), value.Canonical(b[k])) {
			return false
		}
	}
	return true
}

// closedObjects are the objects of a text in order, without those in others.
// cut tells that one is not closed.
func closedObjects(s string) (objects []map[string]any, cut bool, err error) {
	budget := maxScanned
	for i := 0; i < len(s); i++ {
		if s[i] != '{' {
			continue
		}
		read := false
		for _, end := range []int{closer(s, i, true), closer(s, i, false)} {
			if budget -= max(end, i) - i; end < 0 {
				budget -= len(s) - i
			}
			if budget < 0 {
				return nil, false, errors.New("the judge's reply has too many braces to look for JSON in")
			}
			if end < 0 {
				continue
			}
			if o, ok := relaxedObject(s[i : end+1]); ok {
				if m, isMap := o.(map[string]any); isMap {
					objects = append(objects, m)
				}
				i, read = end, true
				break
			}
		}
		cut = cut || !read && closer(s, i, false) < 0
	}
	return objects, cut, nil
}

// closer is the index of the brace that closes the one at i, -1 for none. Braces
// in double quotes do not count where quotes is set.
func closer(s string, i int, quotes bool) int {
	level, quoted := 0, false
	for ; i < len(s); i++ {
		switch c := s[i]; {
		case quoted && c == '\\':
			i++
		case c == '"' && quotes:
			quoted = !quoted
		case quoted:
		case c == '{':
			level++
		case c == '}':
			if level--; level == 0 {
				return i
			}
		}
	}
	return -1
}

// replyNumber reads a number of a reply, also one that is written as a text.
func replyNumber(v any) (float64, bool) {
	switch v := v.(type) {
	case float64:
		return v, !math.IsNaN(v) && !math.IsInf(v, 0)
	case int64:
		return float64(v), true
	case string:
		f, err := strconv.ParseFloat(strings.TrimSpace(v), 64)
		return f, err == nil && !math.IsNaN(f) && !math.IsInf(f, 0)
	}
	return 0, false
}

// replyBool reads a yes or no of a reply.
func replyBool(v any) (yes, ok bool) {
	switch v := v.(type) {
	case bool:
		return v, true
	case string:
		switch strings.ToLower(strings.TrimSpace(v)) {
		case "true", "yes", "pass", "y":
			return true, true
		case "false", "no", "fail", "n":
			return false, true
		}
	}
	return false, false
}

// replyReason is the reason in a reply, "" for none.
func replyReason(o map[string]any) string {
	switch v := o["reason"].(type) {
	case nil:
		return ""
	case string:
		return short(v)
	default:
		return short(compact(v))
	}
}

// refused tells a refusal in plain words from an answer in plain words.
func refused(reply string) error {
	text := strings.ReplaceAll(strings.ToLower(strings.TrimSpace(reply)), "’", "'")
	for _, begin := range []string{
		"i'm sorry", "i am sorry", "sorry,", "i can't", "i cannot", "i can not", "i'm unable", "i am unable",
		"i won't", "i will not", "i'm not able", "i am not able", "as an ai",
	} {
		if strings.HasPrefix(text, begin) {
			return fmt.Errorf("the judge refused to judge: %s", quote(reply))
		}
	}
	return nil
}
