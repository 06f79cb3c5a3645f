package negations

import "context"

type askedKey struct{}

func withAsked(ctx context.Context, value string) context.Context {
	return context.WithValue(ctx, askedKey{}, value)
}

func askedOf(ctx context.Context) string {
	value, _ := ctx.Value(askedKey{}).(string)
	return value
}
