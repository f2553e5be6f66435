package cmd

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"fmt"
	"slices"
	"strings"

	"github.com/modelcontextprotocol/go-sdk/jsonrpc"
	"github.com/modelcontextprotocol/go-sdk/mcp"

	"github.com/promptgit/promptgit/internal/ui"
	"github.com/promptgit/promptgit/internal/value"
)

// mostNotes bounds what a tool passes on of what a command tells people, in bytes.
const mostNotes = 4 << 10

// agentSession is one client that is connected.
type agentSession struct {
	app      *App
	dir      string          // of the repository, for every tool
	purse    *purse          // what models may still be asked
	spending context.Context //nolint:containedctx // ends with stdin: nobody waits for what is bought then
}

// add offers a tool.
func (s *agentSession) add(server *mcp.Server, t agentTool) {
	no := false
	mcp.AddTool(server, &mcp.Tool{
		Name: t.name, Title: t.title, Description: t.doc, InputSchema: t.schema(),
		Annotations: &mcp.ToolAnnotations{
			Title: t.title, ReadOnlyHint: !t.spends, IdempotentHint: true, DestructiveHint: &no, OpenWorldHint: &t.spends,
		},
	}, func(ctx context.Context, req *mcp.CallToolRequest, in agentInput) (*mcp.CallToolResult, any, error) {
		return s.call(ctx, req, t, in), nil, nil
	})
}

// call runs the command of a tool as a person would, with streams of its own, and
// gives the document of its --json.
func (s *agentSession) call(ctx context.Context, req *mcp.CallToolRequest, t agentTool, in agentInput) *mcp.CallToolResult {
	var out, notes bytes.Buffer
	app := s.inside(t.name, &out, &notes)
	app.agent = &errand{told: teller(ctx, req)}
	spent := ""
	if t.spends {
		granted, err := s.purse.take(in.MaxCalls, in.MaxCost)
		if err != nil {
			return app.refusal(ctx, err, "")
		}
		app.agent.allowance = granted
		var cancel context.CancelFunc
		ctx, cancel = context.WithCancel(ctx)
		defer cancel()
		defer context.AfterFunc(s.spending, cancel)()
	}
	err := t.run(ctx, app, in)
	if t.spends {
		calls, usd := s.purse.settle(&app.agent.allowance)
		spent = spentText(calls, usd, s.purse)
	}
	return app.answerAgent(ctx, t, in, out.Bytes(), notes.String(), spent, err)
}

// inside is a command of this repository with nobody at a terminal.
func (s *agentSession) inside(command string, out, notes *bytes.Buffer) *App {
	app := *s.app
	app.Streams = ui.Streams{In: strings.NewReader(""), Out: out, Err: notes}
	app.Dir, app.command, app.json, app.jobs, app.quiet = s.dir, command, true, 0, false
	app.keys = &keyring{}
	app.Env = slices.DeleteFunc(slices.Clone(s.app.Env), func(kv string) bool { return strings.HasPrefix(kv, "PROMPTGIT_TRUST=") })
	return &app
}

// teller passes on how far a command is, where the client asks for it.
func teller(ctx context.Context, req *mcp.CallToolRequest) func(done, total int64, text string) {
	token := req.Params.GetProgressToken()
	if token == nil {
		return nil
	}
	last := int64(-1)
	return func(done, total int64, text string) {
		if done <= last { // it must grow
			return
		}
		last = done
		_ = req.Session.NotifyProgress(ctx, &mcp.ProgressNotificationParams{ // a client that has gone needs none
			ProgressToken: token, Progress: float64(done), Total: float64(max(total, 0)), Message: text,
		})
	}
}

func spentText(calls int, usd float64, p *purse) string {
	text := plural(calls, "call") + " made"
	if usd > 0 {
		text += ", $" + amountText(usd)
	}
	return text + "; " + p.text()
}

// answerAgent makes the result of what a command printed and how it ended. An answer
// of no is an answer.
func (a *App) answerAgent(ctx context.Context, t agentTool, in agentInput, out []byte, notes, spent string, err error) *mcp.CallToolResult {
	read, notJSON := value.DecodeJSON(out)
	doc, ok := read.(*value.Object)
	var exit *exitError
	said := errors.As(err, &exit) && exit.Err == nil // the document says it
	if notJSON != nil || !ok || err != nil && !said && exitCode(ctx, err) != exitNo {
		if err == nil {
			err = fmt.Errorf("%s printed no document", t.name)
		}
		return a.refusal(ctx, err, joined(spent, trimmed(notes)))
	}
	if t.trim != nil {
		t.trim(doc, in)
	}
	cut := t.page.apply(doc, in)
	text := joined(t.tell(seen{doc}), cut, spent, trimmed(notes))
	raw, failed := json.Marshal(doc)
	if failed != nil {
		return a.refusal(ctx, failed, spent)
	}
	res := &mcp.CallToolResult{StructuredContent: json.RawMessage(raw)}
	if code := exitCode(ctx, err); err != nil && code != exitNo {
		res.IsError = true
		text = joined("some of it could not be done: the document says what", text)
	} else if err != nil && !said { // there is nothing to show, and it says why
		res.IsError = true
		text = joined(text, a.keys.Hide(err.Error()), hintLine(a.keys.Hide(hintOf(err))))
	}
	res.Content = []mcp.Content{&mcp.TextContent{Text: ui.Clean(text)}, &mcp.TextContent{Text: string(raw)}}
	return res
}

// refusal is an error with the next step, as text and as the document that --json
// prints of it.
func (a *App) refusal(ctx context.Context, err error, more string) *mcp.CallToolResult {
	code, hint := exitCode(ctx, err), a.keys.Hide(hintOf(err))
	text := a.keys.Hide(err.Error())
	if list := a.hiddenDiagnostics(diagnostics(err)); len(list) > 0 {
		var lines []string
		for _, d := range list[:min(len(list), 20)] {
			lines = append(lines, joined(d.Error(), hintLine(d.Hint)))
		}
		text = strings.Join(lines, "\n")
	}
	if code == exitInterrupted {
		text, hint = "canceled; what was finished is kept", ""
	}
	doc := a.errorDocument(code, err, hint)
	doc.Message = trimmed(doc.Message)
	raw, _ := json.Marshal(doc) // it holds texts and numbers alone
	return &mcp.CallToolResult{
		IsError: true, StructuredContent: json.RawMessage(raw),
		Content: []mcp.Content{&mcp.TextContent{Text: ui.Clean(joined("error: "+text, hintLine(hint), more))}},
	}
}

func hintLine(hint string) string {
	if hint == "" {
		return ""
	}
	return "next: " + hint
}

// joined puts texts that are not empty on lines of their own.
func joined(texts ...string) string {
	return strings.Join(slices.DeleteFunc(texts, func(s string) bool { return s == "" }), "\n")
}

// trimmed is the beginning of what a command tells people, as far as it may go.
func trimmed(notes string) string {
	notes = strings.TrimSpace(notes)
	if len(notes) > mostNotes {
		notes = strings.ToValidUTF8(notes[:mostNotes], "") + "\n[the rest is left out]"
	}
	return notes
}

// shortRefusals cuts errors: those of the protocol repeat what was wrong, however
// long it was.
func shortRefusals(next mcp.MethodHandler) mcp.MethodHandler {
	return func(ctx context.Context, method string, req mcp.Request) (mcp.Result, error) {
		res, err := next(ctx, method, req)
		if err != nil {
			var wire *jsonrpc.Error
			if errors.As(err, &wire) && len(wire.Message) > mostNotes {
				err = &jsonrpc.Error{Code: wire.Code, Message: trimmed(wire.Message)}
			}
			return res, err
		}
		if called, ok := res.(*mcp.CallToolResult); ok && called.IsError {
			for _, c := range called.Content[:min(len(called.Content), 1)] { // what follows is the document
				if text, ok := c.(*mcp.TextContent); ok {
					text.Text = trimmed(text.Text)
				}
			}
		}
		return res, nil
	}
}
