package prompt

import (
	"cmp"
	"errors"
	"strings"

	"github.com/mailgun/raymond/v2"
)

// The marks that helpers of dotprompt leave in rendered text: a role, or a file,
// between two of mark. No source and no value holds it.
const (
	mark      = "\x00"
	mediaMark = "\x01" // begins a file; stands also before its type
)

// roleHelper begins a message.
func roleHelper(name string) raymond.SafeString { return raymond.SafeString(mark + name + mark) }

// mediaHelper is an image or another file in the middle of a message.
func mediaHelper(options *raymond.Options) raymond.SafeString {
	return raymond.SafeString(mark + mediaMark + options.HashStr("url") + mediaMark + options.HashStr("contentType") + mark)
}

// cutMarks cuts rendered text into messages, the first of a role, and these into
// parts where they hold files.
func cutMarks(role, text string) ([]Message, error) {
	var messages []Message
	var parts []Part
	files := false
	end := func() {
		m := Message{Role: role, Line: 1}
		switch {
		case files:
			m.Parts, m.Text = parts, TextOf(parts)
		case len(parts) > 0:
			m.Text = parts[0].Text
		}
		if len(parts) > 0 {
			messages = append(messages, m)
		}
		parts, files = nil, false
	}
	for i, s := range strings.Split(text, mark) {
		media, isMedia := strings.CutPrefix(s, mediaMark)
		switch {
		case i%2 == 0:
			if s = strings.TrimSpace(s); s != "" {
				parts = append(parts, Part{Text: s})
			}
		case isMedia:
			where, mediaType, _ := strings.Cut(media, mediaMark)
			part, err := mediaPart(where, mediaType)
			if err != nil {
				return nil, err
			}
			parts, files = append(parts, part), true
		default:
			end()
			role = dotpromptRole(s)
		}
	}
	end()
	return messages, nil
}

func mediaPart(where, mediaType string) (Part, error) {
	switch {
	case where == "":
		return Part{}, errors.New("media without a url")
	case strings.HasPrefix(where, fileScheme):
		return Part{}, errors.New("media cannot read " + where + ": give it an address or a data URI, such as a var that is file://... in the suite")
	}
	return Part{Type: cmp.Or(mediaType, "image")}.at(where)
}
