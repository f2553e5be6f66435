package cmd

import (
	"context"
	"fmt"
	"io"
	"log/slog"

	"github.com/modelcontextprotocol/go-sdk/mcp"
	"github.com/spf13/cobra"

	_ "github.com/promptgit/promptgit/internal/mcpenv" // before the SDK reads the environment
)

// usualCalls is what a session may ask models where --max-calls does not say.
const usualCalls = 200

type mcpOptions struct {
	maxCalls int
	maxCost  *float64
}

func newMCP(app *App) *cobra.Command {
	var o mcpOptions
	var maxCost float64
	c := &cobra.Command{
		Use:     "mcp",
		GroupID: groupUpkeep,
		Short:   "Serve this repository to agents, over the Model Context Protocol",
		Long: "Speak the Model Context Protocol on stdin and stdout, so that an agent can list, check, judge and\n" +
			"search the prompts of this repository with the commands that people have. It ends when stdin does.\n\n" +
			"The repository is fixed at the start: no tool takes a folder. What an agent may spend is fixed, too:\n" +
			"--max-calls and --max-cost are for the whole session, also of calls that run at once, and each call\n" +
			"states what it may take of them. An agent asks only providers that the repository names, and nothing\n" +
			"runs that promptgit trust was not told to allow (PROMPTGIT_TRUST does not count here). No tool\n" +
			"promotes, overrides the policy, writes a file or the configuration, commits or pushes; a judged\n" +
			"commit gets its record, as with promptgit eval.\n\n" +
			"docs/agents.md says how to add it to Claude Code, VS Code and Cursor." +
			exitStatus("0    stdin ended", "2    wrong flags, or stdin does not speak the protocol", "4    Git: there is no repository here", "130  interrupted"),
		Example: "  promptgit mcp --max-calls 500 --max-cost 2.00\n  claude mcp add promptgit -- promptgit mcp",
		Args:    cobra.NoArgs,
		RunE: func(cmd *cobra.Command, _ []string) error {
			if cmd.Flags().Changed("max-cost") {
				o.maxCost = &maxCost
			}
			switch {
			case o.maxCalls < 0:
				return usagef("--max-calls takes a number from 0 on")
			case o.maxCost != nil && !(*o.maxCost >= 0): // nor is it NaN
				return usagef("--max-cost takes an amount from 0 on")
			}
			return runMCP(cmd.Context(), app, o)
		},
	}
	c.Flags().IntVar(&o.maxCalls, "max-calls", usualCalls, "calls of models in all, retries and judges included, at most `N`")
	c.Flags().Float64Var(&maxCost, "max-cost", 0, "stop before all calls together cost more than `USD`; models must have a known price")
	return c
}

func runMCP(ctx context.Context, app *App, o mcpOptions) error {
	repo, err := app.openRepo(ctx)
	if err != nil {
		return err
	}
	s := &agentSession{app: app, dir: repo.Top, purse: newPurse(o.maxCalls, o.maxCost)}
	if s.dir == "" {
		s.dir = repo.GitDir
	}
	_ = repo.Close() // reads only: nothing is lost
	if app.InTTY {
		fmt.Fprintln(app.Err, "promptgit: this is for agents: it waits for a client of the Model Context Protocol on stdin; Ctrl-C ends it")
	}
	if app.Getenv("PROMPTGIT_TRUST") != "" {
		fmt.Fprintln(app.Err, "promptgit: warning: PROMPTGIT_TRUST does not count for agents; allow what is to run with: promptgit trust")
	}
	var spend context.CancelFunc
	s.spending, spend = context.WithCancel(ctx)
	defer spend()
	t := &farewell{Transport: &mcp.IOTransport{Reader: ownReader{app.In}, Writer: ownWriter{app.Out}}, ended: spend}
	err = s.server().Run(ctx, t)
	switch {
	case ctx.Err() != nil:
		return ctx.Err()
	case t.failure() == nil:
		return nil
	case err == nil:
		err = t.failure()
	}
	return usageHint("it is for agents: docs/agents.md says how to add it to one", "stdin does not speak the Model Context Protocol: %w", err)
}

// server is what the client talks to. What it logs goes to stderr: stdout is the
// protocol's alone.
func (s *agentSession) server() *mcp.Server {
	server := mcp.NewServer(
		&mcp.Implementation{Name: "promptgit", Title: "promptgit", Version: s.app.Version},
		&mcp.ServerOptions{
			Instructions: agentInstructions,
			Logger:       slog.New(slog.NewTextHandler(s.app.Err, &slog.HandlerOptions{Level: slog.LevelError + 1})),
			Capabilities: &mcp.ServerCapabilities{Tools: &mcp.ToolCapabilities{}},
		})
	server.AddReceivingMiddleware(shortRefusals)
	for _, t := range agentTools() {
		s.add(server, t)
	}
	return server
}

// agentInstructions is what the client tells its model of the server.
const agentInstructions = "Prompts of this Git repository are judged by suites, and each commit changes one variable of one prompt. " +
	"Begin with list and advise. Change one variable in the prompt's file, git add it, call check, commit, then eval HEAD, " +
	"and read the verdict of log or diff: better, worse, same, or unknown where the suite cannot tell. A score alone says nothing. " +
	"Stop when advise says stop. Never weaken a suite to pass it, and never add the trailer Promptgit-Allow: ask a person. " +
	"eval and bisect call models: state max_calls; the rest call nobody."

// ownReader is stdin, which belongs to the process.
type ownReader struct{ io.Reader }

// Close does nothing.
func (ownReader) Close() error { return nil }

// ownWriter is stdout, which belongs to the process.
type ownWriter struct{ io.Writer }

// Close does nothing.
func (ownWriter) Close() error { return nil }
