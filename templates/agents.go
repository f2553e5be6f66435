package templates

import "embed"

//go:embed agents
var agents embed.FS

// AgentSkill is the skill file that init --agents writes.
func AgentSkill() []byte {
	text, err := agents.ReadFile("agents/SKILL.md")
	if err != nil {
		panic(err) // it is embedded
	}
	return text
}
