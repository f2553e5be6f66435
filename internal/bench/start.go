package main

import (
	"context"
	"fmt"
)

func benchStart(ctx context.Context, b *lab) (string, error) {
	ours, bare, ratio, err := inTurn(31,
		func() (cost, error) { return command(ctx, b.dir, nil, b.tool, "version") },
		func() (cost, error) { return command(ctx, b.dir, nil, b.empty) })
	return fmt.Sprintf("%s more (%s and %s, %.1f x)", ms(ours.wall-bare.wall), ms(ours.wall), ms(bare.wall), ratio), err
}
