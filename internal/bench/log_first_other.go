//go:build !linux

package main

import (
	"context"
	"errors"
)

func benchLogFirst(context.Context, *lab) (string, error) {
	return "", errors.New("terminals are opened on Linux only")
}
