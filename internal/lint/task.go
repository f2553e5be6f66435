package lint

// noTask looks for prompts that say nothing but their inputs.
func noTask() Rule {
	return Rule{
		Code: "PG201", Name: "no task",
		Doc: "Nothing says what to do: there is no system message, and outside of its inputs the prompt has fewer than three words. " +
			"A model then guesses the task from the input, and a hostile input chooses it.",
		Bad:  "{{ ticket }}\n",
		Good: "Sort this ticket into billing, bug or other: {{ ticket }}\n",
		Check: func(in Input) []Finding {
			n := 0
			for _, m := range in.Prompt.Messages {
				if m.Role == "system" || m.Role == "developer" {
					return nil
				}
				n += countWords(m.Text)
			}
			for _, p := range in.Prompt.Partials {
				n += countWords(p.Text)
			}
			if n >= 3 || n > 0 && len(in.Prompt.Uses()) == 0 { // without inputs, what it says is all there is to do
				return nil
			}
			return []Finding{{Pos: in.at(in.firstLine()), Message: "nothing says what to do", Hint: "begin with a sentence that states the task, or a system message"}}
		},
	}
}
