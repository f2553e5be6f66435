package script

import (
	"context"
	"errors"
	"fmt"
	"reflect"
	"strings"
	"time"

	"github.com/dop251/goja"

	"github.com/promptgit/promptgit/eval"
)

// maxDepth bounds calls within calls; Node gives up at about 10,000.
const maxDepth = 10_000

// grace is how long a call may go on after it was told to end, inside one of the
// engine's own functions.
const grace = 2 * time.Second

var (
	errPending = errors.New("it waits for a promise that nothing will fulfill: there are no timers, files or network here")
	errMemory  = errors.New("it took too much memory")
)

// javaScript runs a script in a machine of its own, and waits for its promise.
func (r *Runtime) javaScript(ctx context.Context, s eval.Script, args []eval.Arg) (any, error) {
	program, err := r.program(s, args)
	if err != nil {
		return nil, err
	}
	ctx, cancel := context.WithTimeout(ctx, r.o.Limit)
	defer cancel()
	m := newMachine(s.Source)
	stop := m.watch(ctx, r.o.Memory)
	defer stop()
	type outcome struct {
		v   any
		err error
	}
	done := make(chan outcome, 1)
	go func() { // apart, so that a function of the engine that does not end holds up nobody
		v, err := m.run(program, s, args)
		done <- outcome{v, err}
	}()
	var out outcome
	select {
	case out = <-done:
	case <-afterwards(ctx, grace):
		out.err = ctx.Err()
	}
	switch {
	case m.refused.Load() != nil:
		return nil, m.refused.Load()
	case ctx.Err() != nil:
		return nil, r.late(ctx)
	case m.grown.Load():
		return nil, fmt.Errorf("the code was stopped: %w (more than %d MiB)", errMemory, r.o.Memory>>20)
	}
	return out.v, out.err
}

// late says why a context ended: by its own limit, or by the caller's.
func (r *Runtime) late(ctx context.Context) error {
	if errors.Is(ctx.Err(), context.DeadlineExceeded) {
		return fmt.Errorf("the code was stopped: it took longer than %s: %w", r.o.Limit, context.DeadlineExceeded)
	}
	return ctx.Err()
}

// afterwards is a channel that closes some time after ctx has ended.
func afterwards(ctx context.Context, d time.Duration) <-chan struct{} {
	late := make(chan struct{})
	context.AfterFunc(ctx, func() { time.AfterFunc(d, func() { close(late) }) })
	return late
}

// run evaluates the program and calls what it gives.
func (m *machine) run(program *goja.Program, s eval.Script, args []eval.Arg) (v any, err error) {
	defer func() {
		if p := recover(); p != nil { // of the engine: never the end of this program
			v, err = nil, fmt.Errorf("the JavaScript engine failed: %v", p)
		}
	}()
	made, err := m.vm.RunProgram(program)
	if err != nil {
		return nil, thrown(err)
	}
	values := make([]goja.Value, 0, len(args)+1)
	for _, a := range args {
		x := m.toJS(a.Value)
		if a.Name == "context" {
			m.callableID(x)
		}
		values = append(values, x)
	}
	call, _ := goja.AssertFunction(made) // the program is one function
	if s.Path != "" {
		if call, err = m.export(call, s); err != nil {
			return nil, err
		}
		if call == nil {
			return m.settled(m.plain, s)
		}
	} else {
		values = append(values, m.process())
	}
	result, err := call(goja.Undefined(), values...)
	if err != nil {
		return nil, thrown(err)
	}
	return m.settled(result, s)
}

// settled gives what a result, or the promise that it is, comes to.
func (m *machine) settled(result goja.Value, s eval.Script) (any, error) {
	for {
		o, isObject := result.(*goja.Object)
		if !isObject || o.ExportType() != reflect.TypeFor[*goja.Promise]() { // exporting anything else would copy it whole
			break
		}
		p, isPromise := o.Export().(*goja.Promise)
		if !isPromise {
			break
		}
		switch p.State() {
		case goja.PromiseStatePending:
			return nil, errPending
		case goja.PromiseStateRejected:
			return nil, &eval.ThrownError{Message: describe(p.Result())}
		case goja.PromiseStateFulfilled:
		}
		result = p.Result()
	}
	var data any
	err := m.vm.Try(func() {
		data = m.fromJS(result, s.Data)
	})
	if err != nil {
		err := thrown(err)
		var own *eval.ThrownError
		if errors.As(err, &own) {
			own.NoData = true
		}
		return nil, err
	}
	return data, nil
}

// thrown turns an error of the engine into that of a script. What is stopped
// from outside is told apart by the caller.
func thrown(err error) error {
	var exception *goja.Exception
	var deep *goja.StackOverflowError
	switch {
	case errors.As(err, &deep):
		return &eval.ThrownError{Message: "RangeError: Maximum call stack size exceeded"}
	case errors.As(err, &exception):
		return &eval.ThrownError{Message: describe(exception.Value())}
	}
	return err
}

// maxMessage bounds what is quoted of an error.
const maxMessage = 500

// describe is the text of what was thrown.
func describe(v goja.Value) string {
	if v == nil {
		return "undefined"
	}
	text := "an object"
	if o, isObject := v.(*goja.Object); isObject && o.ClassName() == "Error" {
		text = fmt.Sprint(o.Get("name"), ": ", o.Get("message"))
	} else if !isObject {
		text = v.String()
	}
	return short(strings.ToValidUTF8(text, ""))
}

func short(text string) string {
	if len(text) > maxMessage {
		return strings.ToValidUTF8(text[:maxMessage], "") + "..."
	}
	return text
}
