package eval

import (
	"encoding/base64"
	"fmt"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/prompt"
)

// maxMedia bounds a file of a var that goes into the prompt as base64.
const maxMedia = 16 << 20

// media are the files that a var takes over as base64: pictures as a data URI,
// sound and film bare, as promptfoo does.
func media(ext string) (mime string, ok bool) {
	switch ext {
	case ".jpg", ".jpeg":
		return "image/jpeg", true
	case ".png", ".gif", ".bmp", ".webp":
		return "image/" + ext[1:], true
	case ".svg":
		return "image/svg+xml", true
	case ".mp4", ".webm", ".ogg", ".mov", ".avi", ".wmv", ".mkv", ".m4v",
		".wav", ".mp3", ".aac", ".m4a", ".flac", ".wma", ".aiff", ".opus":
		return "", true
	}
	return "", false
}

// mediaValue reads such a file.
func (p *suiteParser) mediaValue(at diag.Pos, ref, mime string) any {
	_, src, ok := p.bytes(at, ref)
	if !ok {
		return nil
	}
	if len(src) > maxMedia {
		p.errs.Add(at, fmt.Sprintf("%s has more than %d MiB", ref, maxMedia>>20), "use a smaller file")
		return nil
	}
	text := base64.StdEncoding.EncodeToString(src)
	if mime == "" {
		return text
	}
	return "data:" + sniffed(src, mime) + ";base64," + text
}

// sniffed is the type of a picture by its first bytes, where they tell it, else
// the one by its name.
func sniffed(src []byte, mime string) string {
	if found := prompt.ImageType(src); found != "" {
		return found
	}
	return mime
}
