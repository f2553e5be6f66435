package importer

import (
	"slices"
	"time"

	"github.com/promptgit/promptgit/internal/diag"
)

// Source is one tool, or one kind of file, that prompts are moved in from.
type Source struct {
	Name     string
	Doc      string   // what it reads and what comes of it, in one or two sentences
	Path     string   // of the example
	Example  string   // a small text file that Read takes without an error; "" where files are no text
	Suffixes []string // of the files that are looked for in a folder
	Versions bool     // whether its files hold versions, which become commits
	Read     func(files []File, o Options) *Import
}

// Sources lists every source, in the order of help.
func Sources() []Source {
	return []Source{promptfoo(), github(), langfuse(), langsmith(), humanloop(), prompty(), dotprompt(), csvTable(), xlsxTable()}
}

// Find gives a source by its name.
func Find(name string) (Source, bool) {
	list := Sources()
	at := slices.IndexFunc(list, func(s Source) bool { return s.Name == name })
	if at < 0 {
		return Source{}, false
	}
	return list[at], true
}

// Names are those of all sources.
func Names() []string {
	var names []string
	for _, s := range Sources() {
		names = append(names, s.Name)
	}
	return names
}

// File is a file to read, or one to write.
type File struct {
	Path string // slash-separated; of a file to write from the root of the repository
	Name string // of a file to read: its path below the folder that was named, else its last part
	Src  []byte

	InRepo string // of a file to read: its path from the root of the repository, "" where it lies outside
}

// Options say where things go, and let a source look at files that its files name.
type Options struct {
	Prompts string // folder of prompts, from the root of the repository
	Suites  string // folder of suites
	// Read gives a file that lies below a folder from which files were read. It is
	// fs.ErrNotExist where there is none; nil where nothing can be read.
	Read func(folder, name string) ([]byte, error)
	// Glob lists the files below such a folder that match a pattern.
	Glob func(folder, pattern string) ([]string, error)
}

// Import is what files of a source come to.
type Import struct {
	Prompts  []Prompt
	Files    []File      // suites, partials and what else belongs to the prompts
	Config   *File       // promptgit.yaml as the source would have it, nil where it says nothing
	Warnings diag.Errors // what was left out or changed
	Errors   diag.Errors // what cannot be taken over: nothing should be written then

	included map[string][]diag.Pos // prompts that others include, by path
}

// Prompt is one prompt with its versions.
type Prompt struct {
	Name     string // as the source calls it
	Path     string // of the file that it becomes
	Versions []Version
	Refused  bool // something in it cannot be taken over
}

// Version is one version of a prompt, oldest first. A prompt of a source without
// versions has one with an empty ID.
type Version struct {
	ID      string // "3", or the hash of a commit
	Src     []byte
	Author  string // "" where the source does not say
	Email   string
	Time    time.Time // zero where the source does not say
	Subject string    // of the message, "" for none
	Body    string
	Labels  []string
	Pos     diag.Pos // where it stands in the source
}

// warn notes what was left out.
func (in *Import) warn(pos diag.Pos, message, hint string) { in.Warnings.Add(pos, message, hint) }

// fail notes what cannot be taken over.
func (in *Import) fail(pos diag.Pos, message, hint string) { in.Errors.Add(pos, message, hint) }
