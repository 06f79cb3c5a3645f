package contextfirst

import (
	"context"
	"testing"
)

func first(ctx context.Context, name string)             {}
func helper(t *testing.T, ctx context.Context, s string) {}
func last(name string, ctx context.Context)              {} // want `the context is not the first parameter of last`
