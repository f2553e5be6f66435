package config

import (
	"time"

	"github.com/promptgit/promptgit/internal/diag"
	"github.com/promptgit/promptgit/internal/value"
)

// FileName is the configuration file, at the root of the repository.
const FileName = "promptgit.yaml"

// Config is promptgit.yaml with defaults filled in.
type Config struct {
	Path      string // of the file, "" for the defaults
	Version   int
	Prompts   []Entry
	Provider  string // default provider for a bare model name or none
	Providers []Provider
	Prices    map[string]Price // by the name of the model
	Policy    Policy
	Eval      Eval
	Judge     Judge
	Gate      Gate
	Review    Review
	Release   Release
	Lint      Lint
	Cache     Cache

	ProviderAt diag.Pos
}

// Entry says which files are prompts and how they are read and judged.
type Entry struct {
	Path   string   // doublestar glob from the root of the repository
	Suites []string // paths from the root; nil means the default suite
	Role   string   // role of a file without role markers: "system", "user", "assistant"; "" means the parser's default
	Pos    diag.Pos // of the entry; zero for a default entry
}

// Provider is a named endpoint.
type Provider struct {
	Name    string
	Type    string
	Options *value.Object       // every key but "type", as written
	Pos     diag.Pos            // of the name
	At      map[string]diag.Pos // of each option, nested keys joined by "."
}

// Mode says what the policy does with a commit that breaks it.
type Mode string

// The modes of a policy.
const (
	Block Mode = "block"
	Warn  Mode = "warn"
	Off   Mode = "off"
)

// Scope says over what variables are counted.
type Scope string

// The scopes of a policy.
const (
	PerCommit Scope = "commit"
	PerPrompt Scope = "prompt"
)

// Override says whose reason takes a commit out of the policy.
type Override string

// Anyone takes a commit out of the policy with a reason; Human says that somebody else
// must have approved what it changes.
const (
	Anyone Override = "anyone"
	Human  Override = "human"
)

// Policy is the rule for commits.
type Policy struct {
	Mode         Mode
	MaxVariables int
	Scope        Scope
	Since        string   // revision after which the policy holds, "" for always
	Exempt       []string // globs of prompts that are not counted
	Secrets      Mode     // for a commit that adds a key
	Override     Override
	ExemptAt     diag.Pos
	SinceAt      diag.Pos
}

// Trigger says when a suite runs by itself.
type Trigger string

// Manual runs a suite only when asked, PostCommit in the background after a commit,
// CI where promptgit save runs in a CI job.
const (
	Manual     Trigger = "manual"
	PostCommit Trigger = "post-commit"
	CI         Trigger = "ci"
)

// Eval holds the defaults of a run.
type Eval struct {
	On          Trigger
	Repeat      int
	Concurrency int
	Timeout     time.Duration // of one call
	MaxCost     *float64      // US dollars per run, nil for no bound
	MaxCalls    int           // calls per run, 0 for no bound
	MaxTime     time.Duration // for the calls of a run, 0 for no bound
	MaxRetries  int
	MaxAge      time.Duration // after which a record is not mixed with fresh ones
}

// Judge names the models that judge where a suite names none, each "" for none.
type Judge struct {
	Provider       string
	Embedding      string
	Classification string
	Moderation     string
	Temperature    *float64
	Votes          int // odd

	At, EmbeddingAt, ClassificationAt, ModerationAt diag.Pos
}

// Gate holds the bounds that a merge must keep; nil means no bound.
type Gate struct {
	MinScore      *float64
	MaxRegression *float64
}

// Review says whose word it takes.
type Review struct {
	Required int                 // approvals of a version by others than its authors
	People   map[string][]string // emails by the name of a code owner, such as "@ada" or "@org/team"
	PeopleAt map[string]diag.Pos // where each name stands
}

// Release says which labels are protected, and what it takes to move them.
type Release struct {
	Protected []string // labels
	Approvals int      // of people who are not the author, 0 for none
	Signed    bool     // a signed tag must stand at the version
}

// Lint says what lint looks for.
type Lint struct {
	Disable   []string // codes of rules
	DisableAt diag.Pos
	Exempt    []string // globs of prompts
	MaxTokens int      // 0 for the rule's own budget
}

// Cache bounds the answers that are kept.
type Cache struct {
	MaxSize int64         // bytes
	MaxAge  time.Duration // since an answer was last used
}

// Default is the configuration of a repository without a file.
func Default() *Config {
	return &Config{
		Version: 1,
		Prompts: []Entry{
			{Path: "prompts/**"},
			{Path: "**/*.prompt"},
			{Path: "**/*.prompty"},
			{Path: "**/*.prompt.{yml,yaml}"},
			{Path: "**/*.prompt.md"},
		},
		Policy: Policy{Mode: Block, MaxVariables: 1, Scope: PerCommit, Secrets: Block, Override: Anyone},
		Eval: Eval{
			On: Manual, Repeat: 1, Concurrency: 16, Timeout: time.Minute,
			MaxRetries: 5, MaxAge: 30 * 24 * time.Hour,
		},
		Judge:   Judge{Votes: 1},
		Review:  Review{Required: 1},
		Release: Release{Approvals: 1},
		Cache:   Cache{MaxSize: 1e9, MaxAge: 90 * 24 * time.Hour},
	}
}
