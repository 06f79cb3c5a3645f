package values

import (
	"context"
	"errors"
	"fmt"
	"net/http"

	"github.com/twilio-serverless/twilio-serverless-go/contract/internal/expect"
	"github.com/twilio-serverless/twilio-serverless-go/contract/suite"
)

// refusedKeys asks for Keys that are taken. Whether that is refused is a guess; that nothing has changed then is none.
func refusedKeys(ctx context.Context, s *suite.Session, service string) error {
	e, err := environment(ctx, s, service)
	if err != nil {
		return err
	}
	list := e + "/Variables"
	values := map[string]string{"FIRST": "one", "SECOND": "two"}
	paths := map[string]string{}
	for _, key := range []string{"FIRST", "SECOND"} {
		if paths[key], err = create(ctx, s, list, "Key", key, "Value", values[key]); err != nil {
			return err
		}
	}
	for _, a := range []*suite.Answer{
		s.Post(ctx, list, form("Key", "FIRST", "Value", "another")),
		s.Post(ctx, paths["SECOND"], form("Key", "FIRST", "Value", "another")),
		s.Post(ctx, paths["SECOND"], form("Key", "RENAMED", "Value", pad("long", 451))),
	} {
		if a.Status < 400 || a.Status > 499 {
			return a.Err() // it is taken, and changes what it changes
		}
	}
	refused := s.Post(ctx, list, form("Key", "THIRD", "Value", pad("long", 451))) // which does not take the Key
	if refused.Status == http.StatusBadRequest {
		values["THIRD"] = "three"
		if err := s.Post(ctx, list, form("Key", "THIRD", "Value", "three")).Created(nil); err != nil {
			return fmt.Errorf("a Key of a request that was refused: %w", err)
		}
	}
	items, err := s.List(ctx, list, 0)
	got := map[string]string{}
	for _, item := range items {
		var o object
		err = errors.Join(err, item.Into(&o))
		got[text(o, "key")] = text(o, "value")
	}
	return expect.Then(err, expect.Same("Keys and Values after requests that were refused", fmt.Sprint(got),
		fmt.Sprint(values)))
}
