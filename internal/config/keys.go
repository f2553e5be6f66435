package config

// key is one key of a mapping: its name, what it means and how it is written.
type key struct {
	name string
	doc  string
	kind kind
}

// The functions below are the one list of keys. Each binds the keys of a
// mapping to the place where their values go.

func rootKeys(c *Config) []key {
	return []key{
		{"version", "version of this file's format", integer(&c.Version, 1, 1)},
		{"prompts", "which files are prompts; the first matching entry wins", listOf(&c.Prompts, readEntry, entryKeys)},
		{"provider", "default provider, for prompts that name a bare model or none", noting(&c.ProviderAt, text(&c.Provider))},
		{"providers", "named endpoints: a type and the options of that type", named(&c.Providers)},
		{"prices", "what models cost, over the table of list prices", prices(&c.Prices)},
		{"policy", "what a commit may change", mapping(policyKeys(&c.Policy))},
		{"eval", "how suites are run", mapping(evalKeys(&c.Eval))},
		{"judge", "the models that judge where a suite names none", mapping(judgeKeys(&c.Judge))},
		{"gate", "bounds that a merge must keep", mapping(gateKeys(&c.Gate))},
		{"review", "who must approve a version", mapping(reviewKeys(&c.Review))},
		{"release", "labels that not everybody may move", mapping(releaseKeys(&c.Release))},
		{"lint", "what lint looks for", mapping(lintKeys(&c.Lint))},
		{"cache", "how long answers of models are kept", mapping(cacheKeys(&c.Cache))},
	}
}

func entryKeys(e *Entry) []key {
	return []key{
		{"path", "glob of the prompts, from the root of the repository; ** matches folders", required(glob(&e.Path))},
		{"suite", "path of the suite that judges them, or a list", paths(&e.Suites)},
		{"role", "role of a file without role lines", choice(&e.Role, "system", "user", "assistant")},
	}
}

func policyKeys(p *Policy) []key {
	return []key{
		{"mode", "what happens to a commit that changes too much", choice(&p.Mode, Block, Warn, Off)},
		{"max_variables", "how many variables one commit may change", integer(&p.MaxVariables, 1, 0)},
		{"scope", "count over the whole commit, or over each prompt alone", choice(&p.Scope, PerCommit, PerPrompt)},
		{"since", "revision after which the policy holds", noting(&p.SinceAt, text(&p.Since))},
		{"exempt", "globs of prompts that are not counted", noting(&p.ExemptAt, globs(&p.Exempt))},
		{"override", "whose reason (Promptgit-Allow) counts: anyone's, or one with an approval of somebody else", choice(&p.Override, Anyone, Human)},
		{"secrets", "what happens to a commit that adds a key", choice(&p.Secrets, Block, Warn, Off)},
	}
}

func evalKeys(e *Eval) []key {
	return []key{
		{"on", "when a suite runs by itself: never, in the background after a commit, or at promptgit save in CI", choice(&e.On, Manual, PostCommit, CI)},
		{"repeat", "samples per case", integer(&e.Repeat, 1, 0)},
		{"concurrency", "calls at once to each endpoint", integer(&e.Concurrency, 1, 0)},
		{"timeout", "deadline of one call", duration(&e.Timeout)},
		{"max_cost", "US dollars that one run may cost", number(&e.MaxCost, 0)},
		{"max_calls", "calls that one run may make, retries and judges included", unset(integer(&e.MaxCalls, 1, 0))},
		{"max_time", "time after which a run makes no more calls", unset(duration(&e.MaxTime))},
		{"max_retries", "how often a failed call is tried again", integer(&e.MaxRetries, 0, 0)},
		{"max_age", "age after which a record is not compared with a fresh one", duration(&e.MaxAge)},
	}
}

func judgeKeys(j *Judge) []key {
	return []key{
		{"provider", "model that answers questions about outputs, such as openai:gpt-4.1", noting(&j.At, text(&j.Provider))},
		{"embedding", "model that embeds texts, for similar and answer-relevance", noting(&j.EmbeddingAt, text(&j.Embedding))},
		{"classification", "model that gives labels, for classifier", noting(&j.ClassificationAt, text(&j.Classification))},
		{"moderation", "model that finds what violates categories, for moderation", noting(&j.ModerationAt, text(&j.Moderation))},
		{"temperature", "sampling temperature of the provider's answers, its own where this is not set", number(&j.Temperature, 2)},
		{"votes", "how often the provider is asked, an odd number; the majority decides", votes(&j.Votes)},
	}
}

func gateKeys(g *Gate) []key {
	return []key{
		{"min_score", "lowest score that passes", number(&g.MinScore, 1)},
		{"max_regression", "largest drop of the score that passes, significant or not", number(&g.MaxRegression, 1)},
	}
}

func reviewKeys(v *Review) []key {
	return []key{
		{"required", "approvals that a version needs, of others than its authors", integer(&v.Required, 0, 100)},
		{"people", "emails of the users and teams that CODEOWNERS names, as in \"@ada\": ada@example.com", people(v)},
	}
}

func releaseKeys(r *Release) []key {
	return []key{
		{"protected", "labels that take approvals to be promoted to", words(&r.Protected, "write a list of labels, as in [production]")},
		{"approvals", "how many people must have approved a version that gets a protected label", integer(&r.Approvals, 0, 0)},
		{"signed", "whether a signed tag must stand at a version that gets a protected label", flag(&r.Signed)},
	}
}

func lintKeys(l *Lint) []key {
	return []key{
		{"disable", "codes of rules that are switched off, such as PG202", noting(&l.DisableAt, codes(&l.Disable))},
		{"exempt", "globs of prompts that are not looked at", globs(&l.Exempt)},
		{"max_tokens", "estimated tokens that a prompt may take without its inputs", integer(&l.MaxTokens, 1, 0)},
	}
}

func cacheKeys(c *Cache) []key {
	return []key{
		{"max_size", "bytes that the answers may take together, those unused for longest go first", size(&c.MaxSize)},
		{"max_age", "how long an answer is kept that nobody asks for", duration(&c.MaxAge)},
	}
}
