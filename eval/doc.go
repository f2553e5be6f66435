// Package eval judges prompts: it reads suites, plans the calls that a prompt
// version needs, executes them through a Provider, grades the outputs and sums
// up a Run as a Record that can be stored and compared.
//
// It knows no Git and no network: providers and graders are handed in, files
// come through a Read function, the cache through an interface.
package eval
