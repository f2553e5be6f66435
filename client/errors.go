package client

import (
	"errors"
	"fmt"
)

// What a server can say. An error of [Client.Get] is one of these by errors.Is.
var (
	ErrNotFound     = errors.New("there is no such prompt, label or revision")
	ErrRefused      = errors.New("the server refuses the token")
	ErrUnreachable  = errors.New("the server does not answer")
	ErrInvalidQuery = errors.New("this cannot be asked for")
)

// Error is an answer that is no prompt, or that did not come.
type Error struct {
	Status  int    // of HTTP, 0 where no answer came
	Message string // of the server
	Hint    string // what to do, "" where the server gives none
	Err     error  // why no answer came, nil where one did
}

func (e *Error) Error() string {
	if e.Err != nil {
		return fmt.Sprintf("fetch prompt: %v", e.Err)
	}
	if e.Message == "" {
		return fmt.Sprintf("fetch prompt: the server answered with status %d", e.Status)
	}
	return fmt.Sprintf("fetch prompt: %s (status %d)", e.Message, e.Status)
}

// Unwrap gives the reason why no answer came.
func (e *Error) Unwrap() error { return e.Err }

// Is sorts errors by their status.
func (e *Error) Is(target error) bool {
	switch target {
	case ErrNotFound:
		return e.Status == 404 || e.Status == 410
	case ErrRefused:
		return e.Status == 401 || e.Status == 403
	case ErrInvalidQuery:
		return e.Status == 400
	case ErrUnreachable:
		return e.Status == 0 || e.Status == 408 || e.Status == 429 || e.Status >= 500
	}
	return false
}

// final says that asking again gives the same: what was there before is there no more.
func (e *Error) final() bool { return e.Is(ErrNotFound) || e.Is(ErrInvalidQuery) }
