package provider

import (
	"encoding/base64"
	"fmt"
	"strings"

	"github.com/promptgit/promptgit/eval"
	"github.com/promptgit/promptgit/internal/value"
	"github.com/promptgit/promptgit/prompt"
)

// chatPart is a part of a message as the chat completions take it.
func chatPart(p prompt.Part) (*value.Object, error) {
	switch {
	case p.IsText():
		return value.NewObject("type", "text", "text", p.Text), nil
	case p.IsImage():
		image := value.NewObject("url", address(p))
		if p.Detail != "" {
			image.Set("detail", p.Detail)
		}
		return value.NewObject("type", "image_url", "image_url", image), nil
	case p.URL != "":
		return nil, noPart(p, "only images are fetched from an address", "give its bytes, or use the responses: api: responses")
	}
	if format := soundFormat(p.Type); format != "" {
		return value.NewObject("type", "input_audio", "input_audio",
			value.NewObject("data", base64.StdEncoding.EncodeToString(p.Data), "format", format)), nil
	}
	if strings.HasPrefix(p.Type, "audio/") || strings.HasPrefix(p.Type, "video/") {
		return nil, noPart(p, "the chat completions take sound as WAV or MP3 and no video", "convert it, or use another provider")
	}
	return value.NewObject("type", "file", "file", value.NewObject("filename", fileName(p.Type), "file_data", address(p))), nil
}

// responsesPart is a part of what somebody says to the model as the responses
// take it.
func responsesPart(p prompt.Part) (*value.Object, error) {
	switch {
	case p.IsText():
		return value.NewObject("type", "input_text", "text", p.Text), nil
	case p.IsImage():
		image := value.NewObject("type", "input_image", "image_url", address(p))
		if p.Detail != "" {
			image.Set("detail", p.Detail)
		}
		return image, nil
	case strings.HasPrefix(p.Type, "audio/") || strings.HasPrefix(p.Type, "video/"):
		return nil, noPart(p, "the responses take neither sound nor video", "use the chat completions for sound: api: chat")
	case p.URL != "":
		return value.NewObject("type", "input_file", "file_url", p.URL), nil
	}
	return value.NewObject("type", "input_file", "filename", fileName(p.Type), "file_data", address(p)), nil
}

// address is where a model finds a file: its bytes, in a data URI, where they are
// given.
func address(p prompt.Part) string {
	if p.URL != "" {
		return p.URL
	}
	return "data:" + p.Type + ";base64," + base64.StdEncoding.EncodeToString(p.Data)
}

// soundFormat names the formats of sound that the chat completions take, "" for
// any other.
func soundFormat(mediaType string) string {
	switch mediaType {
	case "audio/wav", "audio/x-wav", "audio/wave", "audio/vnd.wave":
		return "wav"
	case "audio/mpeg", "audio/mp3":
		return "mp3"
	}
	return ""
}

// fileName is the name of a file without one: servers tell its kind by it.
func fileName(mediaType string) string {
	kind := mediaType[strings.LastIndexByte(mediaType, '/')+1:]
	switch kind {
	case "plain":
		kind = "txt"
	case "markdown":
		kind = "md"
	}
	return "file." + kind
}

func noPart(p prompt.Part, problem, hint string) error {
	what := p.Type
	if p.URL != "" {
		what = p.URL
	}
	return &eval.CallError{Fatal: true, Err: fmt.Errorf("%s cannot be sent: %s", what, problem), Hint: hint}
}
