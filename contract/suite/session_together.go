package suite

import (
	"errors"
	"sync"
)

// Together does something for each number below n, all at once, and joins what is wrong. Only a case
// that says so in [Case.AtOnce] may: a recording of any other is replayed in its order.
func (s *Session) Together(n int, do func(i int) error) error {
	if !s.wire.atOnce {
		return errors.New("the case sends requests together and does not say AtOnce")
	}
	problems := make([]error, n)
	var all sync.WaitGroup
	for i := range n {
		all.Go(func() { problems[i] = do(i) })
	}
	all.Wait()
	return errors.Join(problems...)
}
