package secret

// form is how the keys of a vendor are written: a prefix and a run of
// characters behind it. The lengths are those that the vendors' documentation
// and public scanners give, with some room below.
type form struct {
	kind   string
	prefix string
	least  int    // characters after the prefix
	also   string // characters in it besides letters and digits
}

// forms lists the keys that are known by their beginning. Where one prefix
// begins another the longer one stands first.
func forms() []form {
	return []form{
		{"an Anthropic key", "sk-ant-", 32, "-_"},
		{"an OpenRouter key", "sk-or-v1-", 32, ""},
		{"an OpenAI key", "sk-proj-", 32, "-_"},
		{"an OpenAI key", "sk-svcacct-", 32, "-_"},
		{"an OpenAI key", "sk-admin-", 32, "-_"},
		{"a Langfuse key", "sk-lf-", 32, "-"},
		{"a key like OpenAI's", "sk-", 20, ""},
		{"a Google key", "AIza", 35, "-_"},
		{"a Groq key", "gsk_", 40, ""},
		{"an xAI key", "xai-", 40, ""},
		{"a Hugging Face token", "hf_", 30, ""},
		{"a Replicate token", "r8_", 32, ""},
		{"a Perplexity key", "pplx-", 32, ""},
		{"a GitHub token", "ghp_", 36, ""},
		{"a GitHub token", "gho_", 36, ""},
		{"a GitHub token", "ghu_", 36, ""},
		{"a GitHub token", "ghs_", 36, ""},
		{"a GitHub token", "ghr_", 36, ""},
		{"a GitHub token", "github_pat_", 50, "_"},
		{"a GitLab token", "glpat-", 20, "-_"},
		{"a Slack token", "xoxb-", 24, "-"},
		{"a Slack token", "xoxp-", 24, "-"},
		{"an AWS key id", "AKIA", 16, ""},
		{"an AWS key id", "ASIA", 16, ""},
	}
}

// keyNames end the names of settings that hold keys, in lower case and with "_"
// for "-".
func keyNames() []string {
	return []string{
		"api_key", "apikey", "access_key", "accesskey", "secret_key", "secretkey", "access_token", "accesstoken",
		"auth_token", "authtoken", "api_token", "apitoken", "client_secret", "clientsecret", "api_secret", "apisecret",
	}
}

// credentialNames end the names of variables of a .env file that hold what is
// secret.
func credentialNames() []string {
	return append(keyNames(), "key", "token", "secret", "password", "passwd", "credentials")
}

// placeholders stand in what people write in place of a key. A random key holds
// one of them in less than one of ten thousand cases.
func placeholders() []string {
	return []string{
		"example", "placeholder", "your", "dummy", "fake", "sample", "redacted", "changeme", "insert", "replace",
		"xxxx", "...", "****", "abc123", "123456", "abcdef", "000000", "111111",
	}
}
