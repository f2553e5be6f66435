// Package provider holds what turns rendered prompts into outputs, one file
// each, listed in all.go, and finds the one that a prompt or a flag asks for.
//
// A provider makes one attempt and says in an eval.CallError whether another
// would help. It keeps no answers and never tries again: the engine does. All
// it needs from outside comes in Deps.
package provider
