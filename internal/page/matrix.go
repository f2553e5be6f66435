package page

// Matrix is the versions of a prompt by the models that judged them.
type Matrix struct {
	Frame
	Prompt  string
	Columns []string // models, and variants of eval --matrix
	Rows    []MatrixRow
	Found   int
	Pages   int
}

// MatrixRow is one version.
type MatrixRow struct {
	Iteration Iteration
	Cells     []*Iteration // by column, nil where that model did not judge it
}
